import Foundation
import SongmingCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TopicsTests {
  let world: World
  var publisher: Publisher { world.publisher }

  init() throws {
    world = try World()
  }

  @Test("an appeal is written offline, sent once and followed to its answer")
  func appeal() async throws {
    let client = try await world.phone()
    client.setNetwork(network: .offline)
    let draft = try await client.saveAppeal(draft: AppealDraft(kind: .complaint, title: "三号路灯不亮"))
    await refused("Rejected", "appeal-text") { try await client.sendAppeal(id: draft.id) }
    let whole = AppealDraft(
      id: draft.id, kind: .complaint, title: "三号路灯不亮", text: "样例路26号门口的路灯三天没有亮。")
    _ = try await client.saveAppeal(draft: whole)
    #expect(try await client.sendAppeal(id: draft.id).state == .queued)
    await refused("Rejected", "appeal-sent") { try await client.saveAppeal(draft: whole) }

    client.setNetwork(network: .metered)
    _ = try await client.sync()
    let received = try await client.appeal(id: draft.id)
    #expect(received.state == .received && received.acceptBy != nil)
    let number = try #require(received.number)
    await refused("Rejected", "appeal-open") { try await client.deleteAppeal(id: draft.id) }

    try await publisher.order(
      "appeal", ["number": number, "stage": "answered", "office": "样例单位", "text": "已经修好。"])
    let answered = try #require(try await client.refreshAppeals().first)
    #expect(answered.state == .answered && answered.unseen)
    #expect(answered.events.last?.text == "已经修好。")
    try await client.lookAtAppeal(id: draft.id)
    try await client.deleteAppeal(id: draft.id)
    #expect(try await client.appeals() == [])
  }

  @Test("an exercise is never shown as real, and a cancellation ends what it names")
  func alerts() async throws {
    let client = try await world.ready()
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
      try await publisher.order(
        "publish",
        [
          "id": id, "title": "暴雨橙色预警", "content_html": "<p>请减少外出。</p>", "kind": "alert",
          "module": "alert", "alert": alert,
        ])
      _ = try await client.sync()
    }
    try await alert("drill", "Exercise", "Alert")
    try await alert("real", "Actual", "Alert")
    let alerts = try await client.alerts()
    #expect(alerts.map(\.row.id) == ["real", "drill"])
    #expect(alerts.last?.headline.hasPrefix("【演练】") == true && alerts.last?.real == false)
    #expect(try await client.plans().filter { $0.kind == .alert }.map(\.urgent) == [true, false])
    try await client.acknowledgeAlert(identifier: "real")
    #expect(try await client.alerts().first?.acknowledged == true)
    try await alert("end", "Actual", "Cancel", ["real"])
    #expect(try await client.alerts().map(\.row.id) == ["drill"])
    #expect(try await client.alert(id: "real").alert.state == .cancelled(by: "end"))
  }

  @Test("notices are found by issuer and number, and a guide is ticked off offline")
  func government() async throws {
    let client = try await world.whole()
    client.setNetwork(network: .offline)
    let notices = try await client.notices(request: NoticeRequest()).items
    #expect(notices.count > 3)
    let one = try #require(notices.first { $0.documentNumber != nil })
    let byIssuer = try await client.notices(request: NoticeRequest(issuer: one.issuer)).items
    #expect(byIssuer.allSatisfy { $0.issuer == one.issuer } && byIssuer.contains { $0.row.id == one.row.id })
    let byNumber = try await client.notices(request: NoticeRequest(number: one.documentNumber)).items
    #expect(byNumber.contains { $0.row.id == one.row.id })

    let id = try #require(try await client.guides(limit: 50).items.first?.id)
    for material in try await client.guide(id: id).materials {
      try await client.tickMaterial(id: id, material: material.text, on: true)
    }
    #expect(try await client.guide(id: id).ready)
    await refused("Rejected", "bad-request") {
      try await client.tickMaterial(id: id, material: "没有这份材料", on: true)
    }
    try await client.clearTicks(id: id)
    #expect(try await client.guide(id: id).ready == false)
  }

  @Test("the directory says what is open and what is near")
  func services() async throws {
    let client = try await world.whole()
    let categories = try await client.serviceCategories()
    #expect(categories.count > 5)
    let all = try await client.services(request: ServiceRequest(limit: 200)).items
    #expect(categories.map { Int($0.entries) }.reduce(0, +) == all.count)
    #expect(all.compactMap(\.opening).allSatisfy { !$0.words.isEmpty })
    let here = Position(latitude: 25.34, longitude: 103.04)
    let near = try await client.services(request: ServiceRequest(position: here, limit: 200)).items
    #expect(Set(near.map(\.row.id)) == Set(all.map(\.row.id)))
    let distances = near.compactMap(\.distance)
    #expect(!distances.isEmpty && distances == distances.sorted())
  }
}
