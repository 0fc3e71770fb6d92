import CandorCore

/// Configurations that name code: for a loader that obeys them, data decides what runs.
extension HazardScan {
  mutating func examineJSON(_ file: MappedFile, named name: String) {
    guard file.count <= Self.textLimit else {
      note(.misleads, name, "is too long to be looked into")
      return
    }
    do {
      let value = try JSONValue.parse(file.array(0..<file.count), file: name)
      examine(value, in: name, place: "")
      if name.hasSuffix("model_index.json"), case .object(let index) = value {
        examinePipeline(index, in: name)
      }
    } catch {
      note(.misleads, name, "is no strict JSON, so that readers may differ: \(Self.short(error))")
    }
  }

  /// Looks at every member, however deep.
  mutating func examine(_ value: JSONValue, in name: String, place: String) {
    switch value {
    case .array(let items):
      // Lists of numbers and words are long and harmless.
      for (index, item) in items.enumerated() {
        if case .array = item {} else if case .object = item {} else { continue }
        examine(item, in: name, place: "\(place)[\(index)]")
      }
    case .object(let object):
      for (key, value) in object.members {
        let place = place.isEmpty ? key : "\(place).\(key)"
        examineMember(key, value, in: name, place: place)
        examine(value, in: name, place: place)
      }
    default: break
    }
  }

  private mutating func examineMember(
    _ key: String, _ value: JSONValue, in name: String, place: String
  ) {
    switch (key, value) {
    case ("auto_map", .object(let map)):
      for (loader, target) in map.members {
        note(
          .executesOnRequest, name, place: "\(place).\(loader)",
          "names code to import: \(Self.shown(target))")
      }
    case ("trust_remote_code", .bool(true)):
      note(.executesOnRequest, name, place: place, "asks to be trusted with running its own code")
    case ("custom_pipeline", .string), ("custom_pipelines", _):
      note(.executesOnRequest, name, place: place, "names a pipeline in code: \(Self.shown(value))")
    case ("_target_", .string(let target)):
      note(.executesOnRequest, name, place: place, "is called when instantiated: `\(target)`")
    case ("class_name", .string("Lambda")), ("class_name", .string("__lambda__")):
      note(.executes, name, place: place, "is a Keras layer made of Python bytecode")
    case ("class_name", .string("TorchModuleWrapper")):
      note(.executes, name, place: place, "is a Keras layer that holds a pickle")
    case ("_attn_implementation_internal", .string(let target)) where target.contains("/"):
      note(.executes, name, place: place, "makes some loaders fetch and run `\(target)`")
    case ("_attn_implementation", .string(let target)),
      ("attn_implementation", .string(let target)):
      if target.contains("/") {
        note(.executesOnRequest, name, place: place, "names code to fetch: `\(target)`")
      }
    case ("chat_template", .string(let template)):
      examineTemplate(template, in: name, place: place)
    case ("template", .string(let template)) where place.contains("chat_template"):
      examineTemplate(template, in: name, place: place)
    default: break
    }
  }

  /// Components of a diffusers pipeline: the library and the class.
  private mutating func examinePipeline(_ index: JSONObject, in name: String) {
    let libraries = ["diffusers", "transformers", "onnxruntime", "flax", "k_diffusion"]
    for (key, value) in index.members {
      guard case .array(let pair) = value, pair.count == 2, case .string(let library) = pair[0],
        !libraries.contains(where: { library == $0 || library.hasPrefix("\($0).") })
      else { continue }
      // Modules of diffusers are named without their package, next to known folders.
      guard
        library.contains(".")
          || listing.entries.contains(where: { $0.name.hasSuffix("\(library).py") })
      else { continue }
      note(.executesOnRequest, name, place: key, "names code to import: `\(library)`")
    }
  }

  mutating func examineYAML(_ file: MappedFile, named name: String) {
    guard let text = text(of: file) else {
      note(.misleads, name, "is too long, or no text")
      return
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let place = "line \(index + 1)"
      if line.contains("!!python/") || line.contains("tag:yaml.org,2002:python") {
        note(.executesOnRequest, name, place: place, "makes a trusting YAML reader build an object")
      } else if line.contains("_target_"), let target = line.split(separator: ":").last {
        let target = target.trimmingPrefix { $0 == " " || $0 == "\"" || $0 == "'" }
        note(
          .executesOnRequest, name, place: place,
          "is called when instantiated: `\(target.prefix(80))`")
      } else if line.contains("trust_remote_code"), line.lowercased().contains("true") {
        note(.executesOnRequest, name, place: place, "asks to be trusted with running its own code")
      }
    }
  }

  /// A template of Jinja reaches Python through attributes that Python keeps for itself.
  mutating func examineTemplate(_ template: String, in name: String, place: String?) {
    let reaches = [
      "__class__", "__globals__", "__builtins__", "__import__", "__subclasses__", "__init__",
      "__mro__", "__base", "__getattribute__", "__dict__", "__code__",
    ]
    // Written in pieces, by escapes or through a filter, the names would not be seen.
    let hides = ["|attr", "| attr", "\\x5f\\x5f", "\\u005f\\u005f"]
    if let found = reaches.first(where: template.contains) {
      note(
        .executes, name, place: place, "is a chat template that reaches into Python by `\(found)`")
    } else if hides.contains(where: template.contains) {
      note(.executes, name, place: place, "is a chat template that names attributes in disguise")
    }
  }

  private static func shown(_ value: JSONValue) -> String {
    "`\(String(decoding: value.canonical().prefix(120), as: UTF8.self))`"
  }
}
