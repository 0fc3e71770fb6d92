import CandorCore
import SystemPackage

/// What a model signature vouches for: the digests of a model's files, and which files those are.
///
/// Source: https://github.com/ossf/model-signing-spec, version 1.0
package struct SignedManifest: Sendable, Equatable {
  /// A file, or a part of one, and its digest.
  package struct Resource: Sendable, Equatable {
    package let slice: FileSlice
    package let digest: Digest
  }

  /// Which files of a folder a signature covers.
  package struct Policy: Sendable, Equatable {
    /// Whether a link stands for the file it leads to; else a link is not allowed.
    package var allowsLinks = false
    /// Left out, with everything below them.
    package var ignoredPaths = Self.versionControl
    /// Bytes of the parts that files are cut into; nil where each file has one digest.
    package var shardBytes: Int?

    static let versionControl = [".git", ".gitattributes", ".github", ".gitignore"]

    package func ignores(_ name: String) -> Bool {
      ignoredPaths.contains {
        let path = ExactString($0)
        return ExactString(name) == path
          || name.utf8.starts(with: $0.utf8) && name.utf8.dropFirst($0.utf8.count).first == 0x2F
      }
    }
  }

  /// What the signer called the model: most often the name of its folder.
  package let model: String
  package let policy: Policy
  package let resources: [Resource]

  /// One digest for all: of the resources' digests in their order.
  package var root: Digest {
    var builder = DigestBuilder()
    for resource in resources { builder.update(resource.digest.bytes) }
    return builder.finalize()
  }
}

extension SignedManifest {
  /// What model-signing calls a file that is signed alone; it knows it by no other name.
  static let wholeFile = "."

  /// Of one file, whatever it is called.
  init(ofFile digest: Digest) {
    (model, policy) = ("", Policy())
    resources = [Resource(slice: FileSlice(Self.wholeFile), digest: digest)]
  }

  /// Whether this is of one file, and of no folder.
  var isOfSingleFile: Bool { resources.count == 1 && resources[0].slice.name == Self.wholeFile }

  /// The digest of every file of `listing` that the policy covers.
  ///
  /// - Throws: `malformed` for links and devices; `notFound` when no file is left; `inputOutput`.
  package init(of listing: FolderListing, policy: Policy, using pool: WorkerPool) throws {
    let covered = listing.entries.filter { !policy.ignores($0.name) }
    if let unfit = covered.first(where: { $0.kind != .file }) {
      throw CandorError(
        .malformed, "this is a link or device, which a signature does not cover",
        hint: "replace it with the file it leads to, or remove it",
        at: .init(file: listing.path(of: unfit.name).string))
    }
    guard !covered.isEmpty else {
      throw CandorError(.notFound, "there is no file to sign", at: .init(file: listing.root.string))
    }
    let slices = covered.map { FileSlice($0.name) }
    let digests = try listing.digests(of: Set(slices), followsLinks: false, using: pool)
    self.policy = policy
    model = listing.isSingleFile ? slices[0].name : listing.root.nameOnDisk
    resources = slices.compactMap { slice in
      digests[slice].map {
        Resource(slice: listing.isSingleFile ? FileSlice(Self.wholeFile) : slice, digest: $0)
      }
    }
  }
}
