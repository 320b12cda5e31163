import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct PartyScreenTests {
  private let fake = FakeCoreClient()

  private let overview = PartyOverview(
    series: [StudySeries(name: "系列", chapters: 3, unread: 1, updated: 0, updatedText: "昨天")],
    activities: [
      Activity(
        row: itemRow("a"), starts: 0, ends: nil, timeText: "周五", place: "二楼", contact: nil, signUp: nil,
        over: false,
        calendar: CalendarEvent(uid: "a", title: "", starts: 0, ends: 0, place: "", notes: ""))
    ],
    notices: [noticeRow("n")], latest: [itemRow("l")])

  private func studyPage(kept: Bool) -> StudyPage {
    StudyPage(
      study: Study(
        name: "系列", chapters: [StudyChapter(row: itemRow("1"), number: 1, place: nil)], goOn: "1"),
      offline: OfflineEntry(
        what: .series(name: "系列"), title: "系列", kept: kept, items: 1, files: 2, held: 1, bytes: 0,
        missingBytes: 0))
  }

  @Test func everythingLeadsToItsScreen() async throws {
    fake.answer("party.overview", overview)
    let topic = TopicHost(fake, Destination(.party), PartyScreen(model: PartyModel(fake)))
    try await topic.host.waitFor("系列")
    #expect(topic.host.title == "党建")
    #expect(topic.host.shows("共 3 课，1 课未读　昨天"))
    #expect(topic.host.shows("二楼"))
    try topic.expect("系列", leadsTo: Destination(.study, "系列"))
    try topic.expect("题 a", leadsTo: Destination(.item, "a"))
    try topic.expect("题 n", leadsTo: Destination(.item, "n"))
    try topic.expect("题 l", leadsTo: Destination(.item, "l"))
    try topic.expect("更多：党务公开", leadsTo: Destination(.notices, "party", title: "党务公开"))
    try topic.expect("更多：党建新闻", leadsTo: Destination(.module, "party", title: "党建"))
    try topic.expectOperable()
  }

  @Test func whatIsNotThereHasNoHeading() async throws {
    let empty = PartyOverview(series: [], activities: [], notices: [], latest: [])
    try await expectStates("party.overview", empty, shows: "党建新闻", Destination(.party)) {
      PartyScreen(model: PartyModel($0))
    }
    fake.answer("party.overview", empty)
    let topic = TopicHost(fake, Destination(.party), PartyScreen(model: PartyModel(fake)))
    try await topic.host.waitFor("学习资料")
    #expect(!topic.host.shows("活动通知"))
    #expect(!topic.host.shows("党务公开"))
  }

  @Test func aSeriesIsKeptOfflineAndNotAnyMore() async throws {
    fake.answer("party.study", studyPage(kept: false)).answer("storage.keepOffline")
      .answer("storage.loadOffline", PictureReport(fetched: 1, failed: 0, left: 0, bytes: 1))
    let topic = TopicHost(
      fake, Destination(.study, "系列"),
      StudyScreen(model: StudyModel(fake, series: "系列"), series: "系列"))
    try await topic.host.waitFor("继续学习")
    #expect(topic.host.title == "系列")
    try topic.expect("题 1, 第 1 课　未读", leadsTo: Destination(.item, "1"))
    try topic.expectOperable()
    fake.answer("party.study", studyPage(kept: true))
    try topic.press("整个系列离线保存")
    #expect(await until { fake.last("storage.keepOffline", 1, as: Bool.self) == true })
    fake.announce(.all)
    try await topic.host.waitFor("正在离线保存，图片和附件 1/2")
    try topic.expectOperable()
    try topic.press("取消离线")
    #expect(await until { fake.last("storage.keepOffline", 1, as: Bool.self) == false })
  }
}
