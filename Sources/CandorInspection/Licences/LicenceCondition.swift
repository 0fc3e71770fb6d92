/// A condition of a licence that matters to the people who use what it covers.
public enum LicenceCondition: String, Sendable, CaseIterable {
  case nonCommercial, researchOnly, noDerivatives
  /// Above a number of users, or of revenue, another agreement is needed.
  case userThreshold, revenueThreshold
  /// Some uses are forbidden, in the licence or in a policy it refers to.
  case useRestrictions
  case naming
  /// Neither the model nor what it writes may improve other models.
  case noOtherModels
  /// Persons of some countries get no rights.
  case regionExcluded
  /// The licensor may end, change or remotely restrict it.
  case revocable
  /// Changed versions come under the same terms.
  case sameTerms

  /// As a report says it.
  public var term: String {
    switch self {
    case .nonCommercial: "no commercial use"
    case .researchOnly: "research only"
    case .noDerivatives: "no changed versions"
    case .userThreshold: "another agreement above a number of users"
    case .revenueThreshold: "another agreement above a revenue"
    case .useRestrictions: "forbidden uses"
    case .naming: "a name or notice to show"
    case .noOtherModels: "not for improving other models"
    case .regionExcluded: "not for persons of some countries"
    case .revocable: "can be ended or changed by the licensor"
    case .sameTerms: "changed versions under the same terms"
    }
  }

  /// Whether an open source licence may not have it (Open Source Definition, 5 and 6).
  var closes: Bool { self != .sameTerms && self != .naming }
}
