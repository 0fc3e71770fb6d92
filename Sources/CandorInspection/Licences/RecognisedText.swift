/// What a file of terms says: the licences it holds, and what stands beside them.
public struct RecognisedText: Sendable {
  /// What a file of terms is about, by its name.
  public enum Subject: Sendable { case everything, model, code }

  public let place: Evidence.Place
  public let subject: Subject
  public let matches: [LicenceMatch]
  /// Lines that belong to no licence that was found, each where such a part begins.
  public let leftover: [Evidence.Place]
  /// The conditions its words state, with their places.
  public let conditions: [(condition: LicenceCondition, place: Evidence.Place)]

  /// The licences whose texts are in it, whatever else is; not those that a word speaks against.
  public let known: [Licence]

  /// Whether the file says more than the licences found in it, in words that matter.
  public let addsConditions: Bool

  /// Whether more is there than was read and understood: conditions, words within a licence that are
  /// not its own, or a licence that is not the one it resembles.
  public var saysMore: Bool {
    addsConditions || matches.contains { $0.strangers > 0 || $0.contradiction != nil }
  }

  init(_ text: TextFile, index: LicenceIndex = .shared) {
    place = Evidence.Place(path: text.file.shown)
    let name = text.file.base.lowercased()
    subject =
      name.hasPrefix("license") || name.hasPrefix("licence")
      ? name.contains("model") || name.contains("weight")
        ? .model : name.contains("code") ? .code : .everything
      : .everything
    var reader = LicenceReader(text, index)
    matches = reader.matches()
    leftover = reader.leftover.prefix(20).map { text.place($0) }
    known = matches.filter { $0.contradiction == nil }
      .compactMap { match in match.identifiers.compactMap(Licence.tagged).first }
    // Words of a known text mean what that licence is known for; only other lines can add to it.
    let covered = known.flatMap(\.conditions)
    let strange = reader.leftoverLines
    let stated = ConditionPhrases.find(in: text, among: strange)
    let expected = ConditionPhrases.find(in: text).filter { covered.contains($0.condition) }
    addsConditions = stated.contains { !covered.contains($0.condition) }
    conditions = (expected + stated.filter { !covered.contains($0.condition) }).map {
      ($0.condition, text.place($0.line))
    }
  }
}
