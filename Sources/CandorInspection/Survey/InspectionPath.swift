import SystemPackage

/// A path that belongs to the system under inspection, and what the user says it is.
public struct InspectionPath: Sendable {
  public enum Role: Sendable { case unstated, data, source }

  public let path: FilePath
  public let role: Role

  public init(_ path: FilePath, _ role: Role = .unstated) {
    (self.path, self.role) = (path, role)
  }
}
