/// What reading a Parquet file may hold and how long it may go on.
package struct ParquetLimits: Sendable {
  /// The longest footer.
  package var footerBytes = 64 << 20

  /// Unpacked pages and dictionaries of one row group that are held at once.
  package var pageBytes = 768 << 20

  /// The most bytes of values and of items in one row.
  package var rowBytes = 32 << 20

  /// How often a row group's size may come out of it as bytes or values, beyond ``ratioFree``. A
  /// dictionary gives a value for a bit or less, so that honest groups go far beyond what packed text does.
  package var ratio = 1000
  package var ratioFree = 256 << 20

  package init() {}
}
