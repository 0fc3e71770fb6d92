import CandorCore
import CandorRelease
import SystemPackage
import Testing

@testable import CandorInspection

/// Bills of materials in themselves; against the official schemas they are held by scripts/check-bills.
struct BillOfMaterialsTests {
  private func bill(threads: Int = 1) throws -> BillOfMaterials {
    let folder = GalleryTests.gallery.appending("olmo-2")
    return try BillOfMaterials(
      [
        InspectionPath(folder.appending("model")),
        InspectionPath(folder.appending("source"), .source),
      ], tool: ("candor", "0"), created: "2026-01-31T14:05:59Z", using: WorkerPool(threads: threads)
    )
  }

  @Test("the same files give the same bytes", arguments: BillOfMaterials.Format.allCases)
  func same(format: BillOfMaterials.Format) throws {
    #expect(try bill().json(format).canonical() == bill(threads: 3).json(format).canonical())
  }

  @Test("every piece is named with its state, every file with its digest")
  func complete() throws {
    let bill = try bill()
    #expect(!bill.files.isEmpty)
    for format in BillOfMaterials.Format.allCases {
      let text = bill.json(format).pretty()
      for file in bill.files { #expect(text.contains(file.digest.hex)) }
      for piece in bill.inspection.pieces where piece.piece != .modelParameters {
        #expect(text.contains(format == .spdx ? piece.piece.term : piece.piece.rawValue))
      }
      #expect(text.contains("6198"), "the seed of the first stage")
      #expect(text.contains("3.0e-4"), "the learning rate")
    }
    let model = try #require(bill.files.first { $0.path == "model/config.json" })
    let place = GalleryTests.gallery.appending("olmo-2").appending("model").appending("config.json")
    #expect(model.digest == (try Digest.ofFile(place)))
  }

  @Test("no two elements have one name")
  func names() throws {
    guard case .object(let object) = try bill().json(.spdx) else { return }
    let ids = try object.array("@graph").compactMap { element -> String? in
      guard case .object(let element) = element else { return nil }
      return try element.optionalString("spdxId")
    }
    #expect(ids.count > 20)
    #expect(Set(ids).count == ids.count)
  }
}
