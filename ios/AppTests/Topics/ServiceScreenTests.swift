import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct ServiceScreenTests {
  private let fake = FakeCoreClient()

  private let groups = [
    ServiceGroup(
      name: "医疗",
      entries: [
        ServiceEntry(
          row: itemRow("1"), category: Term(code: "c", name: "医疗"), phone: "120", phones: [],
          address: "样例路1号", hours: nil,
          opening: OpeningStatus(open: true, until: nil, words: "营业中", certain: true),
          target: .page(url: "https://songming.example/"), distance: nil, distanceText: "")
      ])
  ]

  @Test func theDirectoryIsNarrowedToWhatIsOpen() async throws {
    let groups = groups
    fake.answer("services.directory") { arguments in
      arguments[0] as? Bool == true ? [ServiceGroup]() : groups
    }
    let topic = TopicHost(fake, Destination(.service), ServiceScreen(model: ServiceModel(fake)))
    try await topic.host.waitFor("营业中")
    #expect(topic.host.title == "服务")
    try topic.expectOperable()
    try topic.press("题 1, 120　样例路1号")
    #expect(topic.current == Destination(.item, "1"))
    #expect(try topic.control("只看营业中的").isOn == false)
    try topic.press("只看营业中的")
    try await topic.host.waitFor("没有这样的服务")
    #expect(try topic.control("只看营业中的").isOn == true)
    try topic.press("只看营业中的")
    try await topic.host.waitFor("题 1")
  }

  @Test func theDirectoryLoadsAndFails() async throws {
    try await expectStates("services.directory", groups, shows: "医疗", Destination(.service)) {
      ServiceScreen(model: ServiceModel($0))
    }
  }
}
