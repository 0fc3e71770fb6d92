/// Reads the records of a piece of a file.
protocol RecordReader: AnyObject {
  /// Hands what comes next to `sink`, until it is full or nothing is left.
  func read(into sink: inout some RecordSink)

  /// The place on disk that reading has come to.
  var placeOnDisk: Int { get }
}
