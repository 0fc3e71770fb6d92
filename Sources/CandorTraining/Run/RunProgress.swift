import CandorRelease

/// What a long run tells whoever waits for it.
public enum RunProgress {
  /// Reading documents, training a tokenizer: work whose length is not known.
  case preparing(String)
  /// A step is done; `of` is the number of steps this command will take in all.
  case step(LedgerStep, done: Int, of: Int)
  case validation(LedgerValidation)
  /// A segment ended; its state is safe.
  case segment(RunSegment)
}
