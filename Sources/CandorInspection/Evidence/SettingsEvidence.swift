/// Finds the settings of a training, and its seeds, in files made for settings.
enum SettingsEvidence {
  /// What a training cannot be repeated without, and the names that frameworks give it.
  private static let groups: [(term: String, keys: Set<String>)] = [
    ("learning rate", ["lr", "learningrate", "maxlr", "peaklr", "baselearningrate", "minlr"]),
    (
      "batch",
      [
        "batchsize", "globalbatchsize", "microbatchsize", "globaltrainbatchsize", "trainbatchsize",
        "trainmicrobatchsizepergpu", "perdevicetrainbatchsize", "batchaccumulationperreplica",
        "sequencesperstep", "batch", "tokensperstep",
      ]
    ),
    (
      "duration",
      [
        "maxsteps", "trainsteps", "trainiters", "maxduration", "numtrainepochs", "totalsteps",
        "trainingsteps", "trainsamples", "steps", "epochs", "maxepochs", "traintokens",
        "iterations",
      ]
    ),
    (
      "optimiser",
      ["optimizer", "optimiser", "weightdecay", "adambeta1", "adambeta2", "betas", "beta1", "name"]
    ),
    (
      "schedule",
      [
        "warmup", "warmupsteps", "lrwarmupsteps", "twarmup", "lrdecaystyle", "lrscheduler",
        "schedule",
        "lrschedulertype", "scheduler", "lrwarmupiters", "lrdecayiters", "lrdecaysteps",
        "lrwarmupsamples",
      ]
    ),
  ]

  /// The files that are made for settings.
  private static func texts(_ survey: Survey) -> [TextFile] {
    survey.files.filter { file in
      FileTypes.isSettings(file) && !FileTypes.isRequirements(file)
        && survey.root(of: file).kind != .dataset
    }.compactMap(survey.text)
  }

  static func collect(_ survey: Survey) -> [Evidence] {
    var evidence: [Evidence] = []
    for text in texts(survey) {
      evidence += settings(text) + seeds(text)
      notePrivateData(text, survey)
    }
    for file in survey.files where FileTypes.isTrainingState(file) {
      evidence.append(
        file.type == "json"
          ? Evidence(.trainingState, .shared, "the trainer's own record", file)
          : Evidence(.trainingState, .undeterminable, "a trainer's state, not opened", file))
      if file.stem.hasPrefix("rng_state") {
        evidence.append(
          Evidence(.seed, .partial, "a saved state of random numbers, not opened", file))
      }
    }
    return evidence + defaults(survey)
  }

  /// Settings and seeds by name, those of files that are evidence for a training.
  static func values(
    _ survey: Survey
  ) -> (settings: [Inspection.Setting], seeds: [Inspection.Setting]) {
    var found: (settings: [Inspection.Setting], seeds: [Inspection.Setting]) = ([], [])
    let keys = groups.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
    for text in texts(survey) {
      let isTraining = !settings(text).isEmpty
      for (index, line) in text.lines.enumerated() {
        for assignment in Assignment.scan(line) where !assignment.value.isEmpty {
          let setting = Inspection.Setting(
            name: TextFile.quoted(assignment.name[...]),
            value: TextFile.quoted(assignment.value[...]),
            place: text.place(index))
          if isSeed(assignment) {
            found.seeds.append(setting)
          } else if isTraining, keys.contains(assignment.key) {
            found.settings.append(setting)
          }
        }
      }
    }
    return (Array(found.settings.prefix(valueLimit)), Array(found.seeds.prefix(valueLimit)))
  }

  private static let valueLimit = 200

  /// The file's settings as one piece of evidence, quoted at the first of them.
  private static func settings(_ text: TextFile) -> [Evidence] {
    var lines: [String: Int] = [:]
    for (index, line) in text.lines.enumerated() {
      for assignment in Assignment.scan(line) where !assignment.value.isEmpty || line.hasSuffix(":")
      {
        let key = assignment.key
        for group in groups where group.keys.contains(key) && lines[group.term] == nil {
          // `name` is an optimiser's only where an optimiser is named.
          if key == "name", !assignment.value.lowercased().contains("adam") { continue }
          lines[group.term] = index
        }
      }
    }
    guard let first = lines.values.min(), lines["learning rate"] != nil || lines.count >= 3 else {
      return []
    }
    let missing = groups.map(\.term).filter { lines[$0] == nil }
    return [
      Evidence(
        .hyperparameters, missing.count <= 1 ? .shared : .partial,
        missing.isEmpty
          ? "learning rate, batch, duration, optimiser and schedule"
          : "settings of a training without \(missing.joined(separator: ", "))", text, first)
    ]
  }

  private static func seeds(_ text: TextFile) -> [Evidence] {
    text.lines.enumerated().flatMap { index, line in
      Assignment.scan(line).filter(isSeed).map {
        Evidence(.seed, .shared, "the seed \($0.value), in a configuration", text, index)
      }
    }
  }

  /// Seeds that stand in program code: what a framework takes when nobody says otherwise.
  private static func defaults(_ survey: Survey) -> [Evidence] {
    var evidence: [Evidence] = []
    for file in survey.files where file.type == "py" {
      guard let text = survey.text(file), text.first(["seed"]) != nil else { continue }
      for (index, line) in text.lines.enumerated() where line.contains("seed") {
        if let assignment = Assignment.scan(line).first(where: isSeed) {
          evidence.append(
            Evidence(
              .seed, .partial, "the seed \(assignment.value), a default of the program", text, index
            ))
        } else if line.contains("\"--seed\""), let (value, place) = default_(below: index, text) {
          evidence.append(
            Evidence(.seed, .partial, "the seed \(value), a default of the program", text, place))
        }
        if evidence.count >= 20 { return evidence }
      }
    }
    return evidence
  }

  /// `default=23` on the line of an option or on the few lines after it.
  private static func default_(below index: Int, _ text: TextFile) -> (value: String, index: Int)? {
    for place in index..<min(index + 6, text.lines.count) {
      guard let start = text.lines[place].firstRange(of: "default=")?.upperBound else { continue }
      let value = text.lines[place][start...].prefix { $0.isNumber }
      if !value.isEmpty { return (String(value), place) }
    }
    return nil
  }

  private static func isSeed(_ assignment: Assignment) -> Bool {
    assignment.key.hasSuffix("seed") && Int(assignment.value) != nil
  }

  /// Settings that point to data nobody else can reach.
  private static func notePrivateData(_ text: TextFile, _ survey: Survey) {
    guard let index = text.first(["s3://", "gs://", "/fsx/", "hdfs://"]) else { return }
    survey.note(
      Finding(
        .privateLocation, "a location that may be open to its owner only", at: text.place(index)))
  }
}
