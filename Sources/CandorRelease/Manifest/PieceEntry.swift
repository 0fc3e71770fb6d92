import CandorCore

/// What a manifest says about one piece: where it is, under which terms, and what it needs.
public struct PieceEntry: Sendable, Equatable {
  /// Files, or whole folders, of the release that hold the piece.
  public var paths: [ReleasePath]
  /// Where else it is, pinned by digest. A piece with only references is not shared but linked.
  public var references: [PieceReference]
  /// Why the piece is not in the release, when it has neither paths nor references.
  public var absence: String?
  public var licence: LicenceExpression?
  /// The full texts of the licences, in the release.
  public var licenceTexts: [ReleasePath]
  /// Who holds the rights, as the licence wants it said.
  public var copyright: String?
  /// The other pieces without which this one cannot be used or rebuilt.
  public var needs: [Piece]
  /// The card of the piece (a data card, a model card), in the release.
  public var card: ReleasePath?
  public var notes: String?

  package init(_ map: StrictMapping) throws {
    paths = try map.paths("paths")
    references = try map.optionalMappings("references")?.map(PieceReference.init) ?? []
    absence = try map.optionalString("absent")
    licence = try map.optionalString("licence").map {
      try LicenceExpression($0, at: map.location(of: "licence"))
    }
    licenceTexts = try map.paths("licenceTexts")
    copyright = try map.optionalString("copyright")
    needs = map.contains("needs") ? try map.choices("needs") : []
    card = try map.optionalString("card").map {
      try ReleasePath($0, at: map.location(of: "card"))
    }
    notes = try map.optionalString("notes")
    try check(map)
  }

  private func check(_ map: StrictMapping) throws {
    func refusal(_ message: String, _ key: String, hint: String? = nil) -> CandorError {
      CandorError(.malformed, "`\(map.path)` \(message)", hint: hint, at: map.location(of: key))
    }
    let isHere = !paths.isEmpty || !references.isEmpty
    guard isHere == (absence == nil) else {
      throw refusal(
        isHere
          ? "is both there and absent" : "says neither where the piece is nor why it is absent",
        "absent", hint: "give `paths`, `references`, or the reason in `absent`")
    }
    guard !isHere || licence != nil else {
      throw refusal(
        "has no `licence`", "licence", hint: "an SPDX expression; `LicenseRef-…` for own terms")
    }
    guard paths.isEmpty || !licenceTexts.isEmpty else {
      throw refusal(
        "has no `licenceTexts`", "licenceTexts",
        hint: "put the text of the licence into the release and name its path")
    }
  }
}

/// A place outside the release, pinned to the bytes that are meant.
public struct PieceReference: Sendable, Equatable {
  /// A URL or a name that people can find; never opened by Candor.
  public var location: String
  /// SHA-256 of the bytes found there.
  public var digest: Digest
  public var notes: String?

  package init(_ map: StrictMapping) throws {
    location = try map.string("location", maximumBytes: 2048)
    digest = try map.digest("sha256")
    notes = try map.optionalString("notes")
  }
}

extension StrictMapping {
  /// A list of paths inside the release, empty when the key is left out.
  package func paths(_ key: String) throws -> [ReleasePath] {
    let paths = try (optionalStrings(key) ?? []).map { try ReleasePath($0, at: location(of: key)) }
    for (index, path) in paths.enumerated() where paths[..<index].contains(path) {
      throw CandorError(.malformed, "`\(path)` is given twice", at: location(of: key))
    }
    return paths
  }
}
