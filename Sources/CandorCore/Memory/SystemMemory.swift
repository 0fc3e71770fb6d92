#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The machine's memory.
public enum SystemMemory {
  /// Bytes there are, whoever uses them.
  public static var physicalBytes: Int {
    let (pages, size) = (sysconf(CInt(_SC_PHYS_PAGES)), sysconf(CInt(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? Int(pages) * Int(size) : .max
  }

  private static let hugePage = 2 << 20
  /// Less than this is not worth a huge page, nor the rest of one that is left over.
  private static let worthHugePages = 4 << 20

  /// Pages of zeros, which take memory when they are touched for the first time.
  ///
  /// - Precondition: `bytes` is positive.
  /// - Throws: `unavailable`.
  @unsafe static func zeros(_ bytes: Int) throws(CandorError) -> UnsafeMutableRawPointer {
    let slack = bytes >= worthHugePages ? hugePage : 0
    let (length, overflow) = bytes.addingReportingOverflow(slack)
    guard !overflow else { throw exhausted(bytes) }
    // SAFETY: a fresh private mapping at an address the system chooses touches no existing memory.
    let memory = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { throw exhausted(bytes) }
    guard slack > 0 else { return unsafe memory }
    // SAFETY: what is given back lies before the first boundary in the mapping or at least a page
    // behind the end of what is kept, in whole pages. Advice that is refused changes nothing.
    let page = Int(sysconf(CInt(_SC_PAGESIZE)))
    let before = -Int(bitPattern: memory) & (hugePage - 1)
    let kept = (bytes + page - 1) / page * page
    let mapped = (length + page - 1) / page * page
    if before > 0 { unsafe munmap(memory, before) }
    if mapped > before + kept { unsafe munmap(memory + before + kept, mapped - before - kept) }
    #if os(Linux)
      _ = unsafe madvise(memory + before, kept, MADV_HUGEPAGE)
    #endif
    return unsafe memory + before
  }

  /// Gives back what `zeros` gave.
  @unsafe static func release(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
    // SAFETY: the caller owns the mapping and uses it no more. The system rounds up to whole pages.
    _ = unsafe munmap(memory, bytes)
  }

  static func exhausted(_ bytes: Int) -> CandorError {
    CandorError(
      .unavailable, "there is no memory for \(bytes) bytes",
      hint: "close other programs, or use a smaller model, batch or context")
  }
}
