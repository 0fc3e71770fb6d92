import CandorCore
import SystemPackage

/// Which document stands where in the text of an index, and what it is called.
///
/// The file `documents` has for each document, and once more behind the last, three numbers of 64 bits,
/// little endian: where its text begins in `text`, its id in `ids`, and its gaps in `gaps`.
struct DocumentTable: Sendable {
  static let entryBytes = 24

  private let entries: MappedFile
  private let ids: MappedFile
  private let gaps: MappedFile
  private let textBytes: Int
  let count: Int

  init(_ folder: FilePath, count: Int, textBytes: Int) throws {
    entries = try MappedFile(IndexFile.documents.path(in: folder))
    ids = try MappedFile(IndexFile.ids.path(in: folder))
    gaps = try MappedFile(IndexFile.gaps.path(in: folder))
    self.count = count
    self.textBytes = textBytes
  }

  /// The number of the document in which a place of the text lies.
  ///
  /// - Parameter first: a document that does not lie behind the place.
  /// - Complexity: O(log of the documents from `first` on to it), at most of all.
  /// - Throws: `malformed` if the table has no document there.
  func document(at place: Int, from first: Int = 0) throws -> Int {
    var (low, high, step) = (first, count, 1)
    while first > 0, low + step < high {
      guard try number(low + step, 0, textBytes) <= place else {
        high = low + step - 1
        break
      }
      low += step
      step *= 2
    }
    while low < high {
      let middle = (low + high) / 2
      if try number(middle + 1, 0, textBytes) <= place { low = middle + 1 } else { high = middle }
    }
    guard low < count, try textRange(of: low).contains(place) else {
      throw refusal("no document begins before place \(place) and ends after it", low, 0)
    }
    return low
  }

  /// Where a document lies in the text.
  func textRange(of document: Int) throws -> Range<Int> { try range(document, 0, textBytes) }

  func id(of document: Int) throws -> String {
    let range = try range(document, 1, ids.count)
    guard let id = ids.string(range) else {
      throw CandorError(
        .malformed, "the id of a document is not UTF-8",
        at: .init(file: ids.path.string, byteOffset: range.lowerBound))
    }
    return id
  }

  /// What was left out of a document: after how many bytes that stay how many were left out.
  func gaps(of document: Int) throws -> [(kept: Int, left: Int)] {
    let range = try range(document, 2, gaps.count)
    do {
      return try Self.gaps(in: gaps.elements.extracting(range))
    } catch var error as CandorError {
      let offset = range.lowerBound + (error.location?.byteOffset ?? 0)
      error.location = .init(file: gaps.path.string, byteOffset: offset)
      throw error
    }
  }

  /// Reads numbers as `TokenText` writes them: seven bits a byte, the lowest first.
  static func gaps(in bytes: Span<UInt8>) throws -> [(kept: Int, left: Int)] {
    var result: [(kept: Int, left: Int)] = []
    var pending: Int?
    var (number, shift) = (0, 0)
    for index in bytes.indices {
      guard shift < 49 else {
        throw CandorError(
          .malformed, "a number of more than 49 bits", hint: "the index is damaged; build it again",
          at: .init(byteOffset: index))
      }
      number |= Int(bytes[index] & 0x7F) << shift
      shift += 7
      guard bytes[index] < 0x80 else { continue }
      if let kept = pending {
        result.append((kept, number))
        pending = nil
      } else {
        pending = number
      }
      (number, shift) = (0, 0)
    }
    return result
  }

  private func range(_ document: Int, _ column: Int, _ limit: Int) throws -> Range<Int> {
    let start = try number(document, column, limit)
    let end = try number(document + 1, column, limit)
    guard start <= end else { throw refusal("it ends before it begins", document, column) }
    return start..<end
  }

  private func number(_ document: Int, _ column: Int, _ limit: Int) throws -> Int {
    let value = entries.integer(at: document * Self.entryBytes + 8 * column, as: UInt64.self)
    guard let value, value <= UInt64(limit) else {
      throw refusal("it lies outside the file that it points into", document, column)
    }
    return Int(value)
  }

  private func refusal(_ message: String, _ document: Int, _ column: Int) -> CandorError {
    CandorError(
      .malformed, "document \(document) of the index: \(message)",
      hint: "the index is damaged; build it again",
      at: .init(
        file: entries.path.string, byteOffset: document * Self.entryBytes + 8 * column))
  }
}
