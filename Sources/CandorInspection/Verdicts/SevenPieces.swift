import CandorRelease

/// The seven pieces themselves: a system is open when all of them are shared and work in concert.
enum SevenPieces {
  static func verdict(_ facts: SystemFacts) -> Verdict {
    let rulings = Piece.allCases.map { piece in
      let status = facts.status(of: piece)
      let answer: Answer =
        switch status {
        case .shared: .yes
        case .undeterminable: .undetermined
        default: .no
        }
      return Ruling(
        "Pieces.\(piece.rawValue)", "\(piece.term), shared", answer, status.rawValue,
        facts.evidence(for: piece))
    }
    let answer = Answer.all(rulings.map(\.answer))
    let shared = rulings.count { $0.answer == .yes }
    return Verdict(
      "Seven pieces", "1",
      answer == .no
        ? "not open: \(shared) of \(rulings.count) pieces are shared"
        : answer == .yes
          ? "all seven are here; `candor reproduce` shows whether they work in concert"
          : "undetermined",
      grade: "\(shared) of \(rulings.count)", rulings)
  }
}
