import CCandorKernels
import CandorCore

/// Activations in blocks of 32 integers with their scales, as products with quantised weights take
/// them. Rows are kept in tiles: block b of row r of a tile of n rows is number b · n + r.
public struct QuantisedRows: ~Copyable {
  static let blockLength = Int(ck_block_length)
  static let tileRows = Int(ck_tile_rows)

  public private(set) var rows = 0
  public private(set) var columns = 0
  var blocks: Buffer<ck_block_t>

  public init() {
    blocks = Buffer(count: 1, repeating: ck_block_t())
  }

  var blocksPerRow: Int { columns / Self.blockLength }

  /// Makes room for so many rows, of unspecified value.
  mutating func resize(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    let count = rows * blocksPerRow
    if blocks.count < count { blocks = Buffer(count: count, repeating: ck_block_t()) }
  }
}
