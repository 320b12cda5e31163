import Foundation
import SongmingCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TopicsTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  private func guide(_ client: Client, _ id: String) async throws -> Guide {
    guard case .guide(let guide) = try await client.items().get(id: id).details else { throw SequenceEnded() }
    return guide
  }

  @Test("an appeal is written offline, sent once and tracked until its answer")
  func appeal() async throws {
    let client = try await environment.openWithConsent()
    client.setNetwork(network: .offline)
    let draft = try await client.appeals().save(draft: AppealDraft(kind: .complaint, title: "三号路灯不亮"))
    await expectError("Rejected", "appeal-text") { try await client.appeals().send(id: draft.id) }
    let whole = AppealDraft(
      id: draft.id, kind: .complaint, title: "三号路灯不亮", text: "样例路26号门口的路灯三天没有亮。")
    _ = try await client.appeals().save(draft: whole)
    #expect(try await client.appeals().send(id: draft.id).state == .queued)
    await expectError("Rejected", "appeal-sent") { try await client.appeals().save(draft: whole) }

    client.setNetwork(network: .metered)
    _ = try await client.sync()
    let received = try await client.appeals().get(id: draft.id)
    #expect(received.state == .received && received.acceptBy != nil)
    let number = try #require(received.number)
    await expectError("Rejected", "appeal-open") { try await client.appeals().delete(id: draft.id) }

    try await publisher.post(
      "appeal", ["number": number, "stage": "answered", "office": "样例单位", "text": "已经修好。"])
    let answered = try #require(try await client.appeals().refresh().first)
    #expect(answered.state == .answered && answered.unseen)
    #expect(answered.events.last?.text == "已经修好。")
    try await client.appeals().markSeen(id: draft.id)
    try await client.appeals().delete(id: draft.id)
    #expect(try await client.government().overview().appeals == [])
  }

  @Test("an exercise is never shown as real, and a cancellation ends the alerts that it names")
  func alerts() async throws {
    let client = try await environment.openSynced()
    let now = Date()
    let clock = ISO8601DateFormatter()
    func alert(_ id: String, _ status: String, _ message: String, _ references: [String] = []) async throws {
      let alert: [String: any Sendable] = [
        "identifier": id, "status": status, "msg_type": message, "scope": "Public", "event": "暴雨",
        "category": "Met", "urgency": "Immediate", "severity": "Severe", "certainty": "Observed",
        "effective": clock.string(from: now.addingTimeInterval(-60)),
        "expires": clock.string(from: now.addingTimeInterval(3600)), "areas": [String](),
        "references": references.map { "alert@example.org,\($0),\(clock.string(from: now))" },
      ]
      try await publisher.post(
        "publish",
        [
          "id": id, "title": "暴雨橙色预警", "content_html": "<p>请减少外出。</p>", "kind": "alert",
          "module": "alert", "alert": alert,
        ])
      _ = try await client.sync()
    }
    try await alert("drill", "Exercise", "Alert")
    try await alert("real", "Actual", "Alert")
    let alerts = try await client.alerts().page().current
    #expect(alerts.map(\.row.id) == ["real", "drill"])
    #expect(alerts.last?.headline.hasPrefix("【演练】") == true && alerts.last?.real == false)
    #expect(try await client.reminders().filter { $0.kind == .alert }.map(\.urgent) == [true, false])
    try await client.alerts().acknowledge(identifier: "real")
    #expect(try await client.alerts().page().current.first?.acknowledged == true)
    try await alert("end", "Actual", "Cancel", ["real"])
    #expect(try await client.alerts().page().current.map(\.row.id) == ["drill"])
    guard case .alert(let real) = try await client.items().get(id: "real").details else {
      Issue.record("the item has no alert")
      return
    }
    #expect(real.alert.state == .cancelled(by: "end"))
  }

  @Test("notices are found by issuer and number, and materials of a guide are ticked offline")
  func government() async throws {
    let client = try await environment.openWithAllPages()
    client.setNetwork(network: .offline)
    let notices = try await client.government().notices(request: NoticeRequest()).items
    #expect(notices.count > 3)
    let one = try #require(notices.first { $0.documentNumber != nil })
    let byIssuer = try await client.government().notices(request: NoticeRequest(issuer: one.issuer)).items
    #expect(byIssuer.allSatisfy { $0.issuer == one.issuer } && byIssuer.contains { $0.row.id == one.row.id })
    let byNumber = try await client.government().notices(request: NoticeRequest(number: one.documentNumber)).items
    #expect(byNumber.contains { $0.row.id == one.row.id })

    let id = try #require(try await client.government().guides(limit: 50).items.first?.id)
    for material in try await guide(client, id).materials {
      try await client.government().tickMaterial(id: id, material: material.text, on: true)
    }
    #expect(try await guide(client, id).ready)
    await expectError("Rejected", "bad-request") {
      try await client.government().tickMaterial(id: id, material: "没有这份材料", on: true)
    }
    try await client.government().clearTicks(id: id)
    #expect(try await guide(client, id).ready == false)
  }

  @Test("the directory tells what is open and what is near")
  func services() async throws {
    let client = try await environment.openWithAllPages()
    let groups = try await client.services().directory()
    #expect(groups.count > 5)
    let all = try await client.services().list(request: ServiceRequest(limit: 200)).items
    #expect(groups.map(\.entries.count).reduce(0, +) == all.count)
    #expect(all.compactMap(\.opening).allSatisfy { !$0.words.isEmpty })
    let here = Position(latitude: 25.34, longitude: 103.04)
    let near = try await client.services().list(request: ServiceRequest(position: here, limit: 200)).items
    #expect(Set(near.map(\.row.id)) == Set(all.map(\.row.id)))
    let distances = near.compactMap(\.distance)
    #expect(!distances.isEmpty && distances == distances.sorted())
  }
}
