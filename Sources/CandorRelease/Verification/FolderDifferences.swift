import CandorCore

/// In which files a folder is not what somebody says of it.
public struct FolderDifferences: Sendable, Equatable {
  /// There, and with other bytes; or a link where a file belongs.
  public private(set) var mismatched: Set<String> = []
  public private(set) var missing: Set<String> = []
  /// Nobody vouches for them.
  public private(set) var extra: Set<String> = []

  public var isEmpty: Bool { mismatched.isEmpty && missing.isEmpty && extra.isEmpty }

  package mutating func formUnion(_ other: Self) {
    mismatched.formUnion(other.mismatched)
    missing.formUnion(other.missing)
    extra.formUnion(other.extra)
  }
}

extension ReleaseLock {
  func slices(in listing: FolderListing) -> [FileSlice] {
    let present = Set(listing.entries.filter { $0.kind == .file }.map(\.name))
    return files.map(\.path.text).filter(present.contains).map { FileSlice($0) }
  }

  func differences(
    from listing: FolderListing, _ digests: [FileSlice: Digest]
  ) -> FolderDifferences {
    var differences = FolderDifferences()
    var entries = Dictionary(uniqueKeysWithValues: listing.entries.map { ($0.name, $0) })
    for file in files {
      guard let entry = entries.removeValue(forKey: file.path.text) else {
        differences.note(missing: file.path.text)
        continue
      }
      if entry.kind != .file || entry.bytes != file.bytes
        || digests[FileSlice(entry.name)] != file.digest
      {
        differences.note(mismatched: entry.name)
      }
    }
    for name in entries.keys {
      if let path = try? ReleasePath(name), ReleaseFolder.isOutsideLock(path) { continue }
      differences.note(extra: name)
    }
    return differences
  }
}

extension ModelSignature {
  /// The files of the folder that the signature covers or forbids.
  private func covered(_ listing: FolderListing) -> [FolderListing.Entry] {
    let own = listing.name(of: path)
    return listing.entries.filter {
      $0.name != own && (listing.isSingleFile || !manifest.policy.ignores($0.name))
    }
  }

  private func isFile(_ entry: FolderListing.Entry) -> Bool {
    entry.kind == .file || manifest.policy.allowsLinks && entry.kind == .link(toFile: true)
  }

  /// What of `entry` has a digest of its own.
  private func slices(of entry: FolderListing.Entry) -> [FileSlice] {
    guard let size = manifest.policy.shardBytes else { return [FileSlice(entry.name)] }
    return stride(from: 0, to: entry.bytes, by: size).map {
      FileSlice(entry.name, range: $0..<min($0 + size, entry.bytes))
    }
  }

  func slices(in listing: FolderListing) -> [FileSlice] {
    covered(listing).filter(isFile).flatMap(slices)
  }

  func differences(
    from listing: FolderListing, _ digests: [FileSlice: Digest]
  ) -> FolderDifferences {
    var differences = FolderDifferences()
    var expected: [String: [FileSlice: Digest]] = [:]
    for resource in manifest.resources {
      let isWhole = listing.isSingleFile && resource.slice.name == SignedManifest.wholeFile
      let name = isWhole ? listing.entries.first?.name ?? "." : resource.slice.name
      expected[name, default: [:]][FileSlice(name, range: resource.slice.range)] = resource.digest
    }
    for entry in covered(listing) {
      let claimed = expected.removeValue(forKey: entry.name)
      let slices = isFile(entry) ? slices(of: entry) : nil
      // Links to folders stand for nothing where links are allowed.
      if claimed == nil, slices?.isEmpty ?? manifest.policy.allowsLinks { continue }
      guard let claimed else {
        differences.note(extra: entry.name)
        continue
      }
      let found = slices.map { slices in
        Dictionary(
          uniqueKeysWithValues: slices.compactMap { slice in
            digests[slice].map { (slice, $0) }
          })
      }
      if found != claimed { differences.note(mismatched: entry.name) }
    }
    for name in expected.keys { differences.note(missing: name) }
    return differences
  }
}

extension FolderDifferences {
  fileprivate mutating func note(mismatched name: String) { mismatched.insert(name) }
  fileprivate mutating func note(missing name: String) { missing.insert(name) }
  fileprivate mutating func note(extra name: String) { extra.insert(name) }
}
