import CandorCore
import SystemPackage

extension Tokenizer {
  /// Reads `tokenizer.json` and `tokenizer_config.json`.
  ///
  /// Whatever could change an id and is not understood is refused by name.
  ///
  /// - Throws: `unsupported` for a stage or setting that is not understood; `malformed` for tokens,
  ///   ids or merges that contradict each other; `limitExceeded` beyond 64 MiB or 2,097,152 tokens;
  ///   `notFound`, `inputOutput`.
  public static func load(folder: FilePath) throws -> Tokenizer {
    let path = folder.appending(TokenizerFile.name)
    let configurationPath = folder.appending(TokenizerFile.configurationName)
    let reader = TokenizerReader(
      file: path.string, root: try object(at: path),
      configurationFile: configurationPath.string, configuration: try object(at: configurationPath))
    do {
      return try reader.tokenizer()
    } catch var error as CandorError {
      if error.location?.file == nil {
        error.location = .init(file: path.string, field: error.location?.field)
      }
      throw error
    }
  }

  private static func object(at path: FilePath) throws -> JSONObject {
    guard case .object(let object) = try JSONValue.load(path, limit: TokenizerFile.limit) else {
      throw CandorError(.malformed, "expected an object", at: .init(file: path.string))
    }
    return object
  }
}
