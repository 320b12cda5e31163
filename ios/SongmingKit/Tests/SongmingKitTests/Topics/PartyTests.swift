import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@MainActor
@Suite
struct PartyTests {
  private let page = StudyPage(
    study: Study(name: "系列", chapters: [], goOn: nil),
    offline: OfflineEntry(
      what: .series(name: "系列"), title: "系列", kept: false, items: 0, files: 0, held: 0, bytes: 0,
      missingBytes: 0))

  @Test
  func partyIsOneCall() async {
    let overview = PartyOverview(series: [], activities: [], notices: [], latest: [itemRow("1")])
    await expectLoads("party.overview", overview) { PartyModel($0) }
  }

  @Test
  func aSeriesIsOneCall() async {
    await expectLoads("party.study", page) { fake in StudyModel(fake, series: "系列") }
  }

  @Test
  func aSeriesIsKeptOfflineEvenIfLoadingItFails() async {
    let fake = FakeCoreClient()
    fake.answer("party.study", page).answer("storage.keepOffline").fails(
      "storage.loadOffline", .offline)
    let model = StudyModel(fake, series: "系列")
    await model.content.reload()
    #expect(fake.last("party.study", as: String.self) == "系列")
    model.setOffline(true)
    #expect(await until { model.content.actionError == .offline })
    #expect(fake.last("storage.keepOffline", as: OfflineTarget.self) == .series(name: "系列"))
    #expect(fake.last("storage.keepOffline", 1, as: Bool.self) == true)
    #expect(model.content.state == .content(page))
    model.setOffline(false)
    #expect(await until { model.content.actionError == nil })
    #expect(fake.last("storage.keepOffline", 1, as: Bool.self) == false)
    #expect(fake.count("storage.loadOffline") == 1, "what is not kept is not loaded")
  }

  @Test
  func aChapterSaysItsNumberIfItHasOneAndWhetherItWasRead() {
    let numbered = StudyChapter(row: itemRow("1", read: true), number: 2, place: nil)
    #expect(numbered.detailText == "\(Words.text("party_chapter", 2))　\(Words.text("party_read"))")
    let plain = StudyChapter(row: itemRow("1"), number: 0, place: nil)
    #expect(plain.detailText == Words.text("row_unread"))
    let series = StudySeries(name: "系列", chapters: 3, unread: 1, updated: 0, updatedText: "昨天")
    #expect(series.detailText == "\(Words.text("party_chapters", 3, 1))　昨天")
  }
}
