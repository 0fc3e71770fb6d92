import CandorCore
import SystemPackage

/// Where things lie that ship with the source.
enum Places {
  /// The checkout this program was started in or built from: the nearest folder above the working
  /// folder or the executable that holds Candor's package.
  static func sourceRoot() -> FilePath? {
    for start in [workingFolder, executableFolder].compactMap(\.self) {
      var folder = start
      while true {
        if FileSystem.exists(folder.appending("Sources").appending("CCandorKernels")),
          FileSystem.exists(folder.appending("Package.swift"))
        {
          return folder
        }
        guard folder.removeLastComponent() else { break }
      }
    }
    return nil
  }

  /// The demo release of that checkout.
  static func demoRelease() throws -> FilePath {
    guard let root = sourceRoot() else {
      throw CandorError(
        .notFound, "the demo release was not found",
        hint: "run inside a checkout of Candor, or give its folder: `candor demo RELEASE`")
    }
    return root.appending("Releases").appending("fable")
  }

  private static var workingFolder: FilePath? { FileSystem.workingFolder() }

  private static var executableFolder: FilePath? {
    CommandLine.arguments.first.flatMap { name in
      guard name.contains("/") else { return nil }
      let path = FilePath(name)
      return path.isAbsolute
        ? path.removingLastComponent()
        : workingFolder?.pushing(path).removingLastComponent().lexicallyNormalized()
    }
  }
}
