import CandorCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A library of the system, found when it is first needed and never given back.
@safe
struct SystemLibrary {
  private let name: String
  // SAFETY: what dlopen gave is only handed to dlsym, and is never closed, so the functions that are
  // found stay valid for the life of the process.
  private let handle: UnsafeMutableRawPointer

  /// Loads the first of `names` that the system's loader finds.
  ///
  /// - Parameters:
  ///   - name: what the library is called, and `package` its package of Debian and Ubuntu.
  ///   - need: what cannot be read without it, and `remedy` what else can be done.
  /// - Throws: `unavailable` if there is none; it says what needs it and how it is installed.
  init(
    _ names: [String], called name: String, in package: String, for need: String, or remedy: String
  ) throws {
    // SAFETY: dlopen takes a terminated string and keeps nothing of it.
    guard let handle = unsafe names.lazy.compactMap({ unsafe dlopen($0, RTLD_NOW) }).first else {
      let list = names.map { "`\($0)`" }.joined(separator: " or ")
      throw CandorError(
        .unavailable,
        "\(need) needs \(name), and \(list) could not be loaded",
        hint:
          "install the system's \(name) (Debian, Ubuntu: `apt install \(package)`), or \(remedy)")
    }
    unsafe self.handle = unsafe handle
    self.name = name
  }

  init(_ names: [String], for packing: Packing) throws {
    try self.init(
      names, called: packing.library, in: packing.debianPackage,
      for: "a `\(packing.ending)` file", or: "unpack the file")
  }

  init(_ names: [String], for format: PictureFormat, in package: String) throws {
    try self.init(
      names, called: names[0].prefix { $0 != "." } + "", in: package,
      for: "a picture in \(format.rawValue)", or: "leave the list of images out")
  }

  /// The address of a function.
  ///
  /// - Throws: `unavailable` if the library lacks it.
  func symbol(_ function: String) throws -> UnsafeMutableRawPointer {
    // SAFETY: the handle is open; dlsym takes a terminated string and keeps nothing of it.
    guard let address = unsafe dlsym(handle, function) else {
      throw CandorError(.unavailable, "the \(name) that was loaded has no function `\(function)`")
    }
    return unsafe address
  }
}
