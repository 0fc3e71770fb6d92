import SwiftASN1

/// A structure of ASN.1 that is not what it should be.
struct UnexpectedStructure: Error {}

extension ASN1Node {
  /// What a constructed node is made of; at least one.
  var parts: [ASN1Node] {
    get throws {
      guard case .constructed(let nodes) = content else { throw UnexpectedStructure() }
      let parts = Array(IteratorSequence(nodes.makeIterator()))
      guard !parts.isEmpty else { throw UnexpectedStructure() }
      return parts
    }
  }

  func part(_ index: Int) throws -> ASN1Node {
    let parts = try parts
    guard parts.indices.contains(index) else { throw UnexpectedStructure() }
    return parts[index]
  }

  /// The bytes of a node that is no structure.
  var bytes: [UInt8] {
    get throws {
      guard case .primitive(let bytes) = content else { throw UnexpectedStructure() }
      return Array(bytes)
    }
  }

  func expect(_ identifier: ASN1Identifier) throws -> ASN1Node {
    guard self.identifier == identifier else { throw UnexpectedStructure() }
    return self
  }
}

extension ASN1Identifier {
  static func tagged(_ number: UInt) -> Self {
    Self(tagWithNumber: number, tagClass: .contextSpecific)
  }
}
