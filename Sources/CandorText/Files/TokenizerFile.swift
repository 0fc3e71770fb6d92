/// A Hugging Face tokenizer's two files.
enum TokenizerFile {
  static let name = "tokenizer.json"
  static let configurationName = "tokenizer_config.json"
  /// The most bytes of either file that are read.
  static let limit = 64 << 20
}
