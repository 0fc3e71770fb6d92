/// Finds papers and results that are files of their own.
enum DocumentEvidence {
  static func collect(_ survey: Survey) -> [Evidence] {
    survey.files.flatMap { file -> [Evidence] in
      if FileTypes.isPaper(file) {
        return [Evidence(.technicalReport, .shared, "a paper or report", file)]
      }
      if file.name.hasPrefix(".eval_results/") {
        return [Evidence(.evaluationResults, .shared, "results in a file", file)]
      }
      return []
    }
  }
}
