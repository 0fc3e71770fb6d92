import CandorCore
import CandorTensors
import SystemPackage

/// Finds parameters: opens every safetensors and GGUF file for its header, and names the rest.
enum ParameterEvidence {
  static func collect(_ survey: Survey) -> [Evidence] {
    survey.roots.flatMap { root in
      var evidence: [Evidence] = []
      let states = root.files.filter { root.kind == .candorRelease && $0.folder == "states/" }
      var files = root.files.filter { FileTypes.isWeights($0) && !states.contains($0) }
      for pointer in files where isPointer(pointer, survey) {
        evidence.append(
          Evidence(
            .parameters, .linked, "a Git LFS pointer: the weights themselves are not here", pointer)
        )
      }
      files.removeAll { isPointer($0, survey) }
      for index in root.files where index.base.hasSuffix(".safetensors.index.json") {
        evidence.append(open(index, survey))
        files.removeAll { $0.folder == index.folder && $0.type == "safetensors" }
      }
      for file in files where !isLaterPart(file) {
        evidence.append(
          file.type == "safetensors" || file.type == "gguf"
            ? open(file, survey) : checkpoint(file))
      }
      if root.kind == .adapter { evidence = evidence.map(asAdapter) }
      return evidence + self.states(states) + intermediate(root)
    }
  }

  private static func open(_ file: SurveyFile, _ survey: Survey) -> Evidence {
    do {
      let archive = try TensorArchive(file.place)
      let numbers = archive.entries.reduce(0) { $0 + $1.count }
      let formats = Set(archive.entries.map(\.format.rawValue)).sorted().joined(separator: ", ")
      let files = archive.files.count > 1 ? " in \(archive.files.count) files" : ""
      return Evidence(
        .parameters, .shared,
        "\(archive.entries.count) tensors\(files), \(numbers) numbers, \(formats)", file)
    } catch let error as CandorError where error.code == .notFound {
      survey.note(
        Finding(
          .incomplete, "not every file with weights is here: \(error.message)",
          at: .init(path: file.shown)))
      return Evidence(.parameters, .partial, "an index whose files are not all here", file)
    } catch {
      let reason = TextFile.quoted(((error as? CandorError)?.message ?? "\(error)")[...])
      survey.note(Finding(.notRead, "cannot be opened: \(reason)", at: .init(path: file.shown)))
      return Evidence(.parameters, .undeterminable, "weights that cannot be opened", file)
    }
  }

  private static func checkpoint(_ file: SurveyFile) -> Evidence {
    Evidence(.parameters, .shared, "a checkpoint of \(file.bytes) bytes, not opened", file)
  }

  /// An adapter's own parameters are all here; the base they change is not.
  private static func asAdapter(_ evidence: Evidence) -> Evidence {
    Evidence(
      evidence.component, min(evidence.status, .partial),
      evidence.claim + "; an adapter without its base",
      at: evidence.place, root: evidence.root)
  }

  /// What a release keeps of its run: parameters and both moments at the ends of segments.
  private static func states(_ files: [SurveyFile]) -> [Evidence] {
    files.prefix(1).flatMap { file in
      [Component.checkpoints, .trainingState].map {
        Evidence($0, .shared, "\(files.count) states of the run", file)
      }
    }
  }

  /// Folders named for training steps hold checkpoints on the way.
  private static func intermediate(_ root: Survey.Root) -> [Evidence] {
    let steps = root.files.filter { file in
      FileTypes.isWeights(file)
        && file.folder.split(separator: "/").contains { folder in
          ["step", "checkpoint-", "global_step", "iter_"].contains { folder.hasPrefix($0) }
            && folder.last?.isNumber == true
        }
    }
    return steps.prefix(1).map {
      Evidence(.checkpoints, .partial, "checkpoints from within the training", $0)
    }
  }

  static func isPointer(_ file: SurveyFile, _ survey: Survey) -> Bool {
    file.bytes < 1024
      && survey.text(file)?.lines.first?.hasPrefix("version https://git-lfs.github.com/spec/")
        == true
  }

  /// `…-00002-of-00003.gguf`: read together with the first.
  private static func isLaterPart(_ file: SurveyFile) -> Bool {
    let words = file.stem.split(separator: "-")
    guard file.type == "gguf", words.count > 3, words[words.count - 2] == "of",
      let part = Int(words[words.count - 3])
    else { return false }
    return part > 1
  }
}
