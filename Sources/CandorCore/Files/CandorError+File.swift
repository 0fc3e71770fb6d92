import SystemPackage

extension CandorError {
  /// A refusal by the operating system, said with the file it is about.
  ///
  /// A file or folder that is missing is `notFound`; everything else is `inputOutput`.
  ///
  /// - Parameter attempt: what was tried, after "cannot": "be read", "be renamed".
  package init(_ error: any Error, at path: FilePath, cannot attempt: String) {
    let errno = error as? Errno
    let reason = errno.map { Self.lowerCaseReason($0) } ?? "\(error)"
    let hint: String? =
      switch errno {
      case .noSpace?, .diskQuotaExceeded?:
        "free some space on this disk and run the command again; nothing was replaced"
      case .fileTooLarge?: "raise the limit with `ulimit -f`; nothing was replaced"
      case .permissionDenied?, .notPermitted?:
        "look at the owner and permissions of the file and of its folder"
      case .readOnlyFileSystem?: "choose a folder that can be written"
      case .tooManyOpenFiles?: "raise the limit with `ulimit -n`"
      default: nil
      }
    let isMissing = errno == .noSuchFileOrDirectory || errno == .notDirectory
    self.init(
      isMissing ? .notFound : .inputOutput, "cannot \(attempt): \(reason)", hint: hint,
      at: Location(file: path.string), cause: error)
  }

  private static func lowerCaseReason(_ errno: Errno) -> String {
    let text = errno.description
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
