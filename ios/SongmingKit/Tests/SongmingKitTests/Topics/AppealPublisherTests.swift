import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// An appeal with the real core and the real publisher, from the draft to the answer.
@MainActor
@Suite
struct AppealPublisherTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "songming-kit-\(UUID().uuidString)")

  private func open(_ publisher: TestPublisher) async throws -> any CoreClient {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let client = try await openCoreClient(folder: folder.path, publisher: publisher.address)
    client.setNetwork(.metered)
    return client
  }

  @Test
  func anAppealIsWrittenOfflineOpenedAgainSentAndFollowedToItsAnswer() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let publisher = try TestPublisher()
    var id = ""
    do {
      let client = try await open(publisher)
      _ = try await client.privacy.accept(statement: ConsentModel.statement)
      try await client.sync(budget: nil)
      client.setNetwork(.offline)
      let form = AppealFormModel(client, nil)
      let shown = show(form)
      #expect(await until { form.content.state.value?.towns.isEmpty == false })
      form.kind = .complaint
      form.title = "三号路灯不亮"
      form.town = form.content.state.value?.towns.first?.code
      #expect(await until { form.draft.id != nil })
      id = try #require(form.draft.id)
      var sent = false
      form.send { _ in sent = true }
      #expect(await until { form.content.actionError != nil }, "without a text it is refused")
      #expect(!sent)
      shown.cancel()
      await shown.value
      _ = await client.setForeground(false)
    }

    let client = try await open(publisher)
    client.setNetwork(.offline)
    let government = GovernmentModel(client)
    let shownGovernment = show(government)
    #expect(await until { government.content.state.value?.appeals.isEmpty == false })
    let destination = try #require(government.content.state.value?.appeals.first?.destination)
    #expect(destination == Destination(.appealForm, id))
    let form = AppealFormModel(client, id)
    let shownForm = show(form)
    #expect(await until { form.title == "三号路灯不亮" }, "the draft outlives the process")
    #expect(form.kind == .complaint)
    #expect(form.town != nil)
    form.text = "样例路26号门口的路灯三天没有亮。"
    var sent = ""
    form.send { sent = $0 }
    #expect(await until { sent == id }, "without a network it is queued")
    shownForm.cancel()
    form.close()

    let model = AppealModel(client, id)
    let shown = show(model)
    #expect(await until { model.content.state.value?.state == .queued })
    client.setNetwork(.metered)
    try await client.sync(budget: nil)
    #expect(await until { model.content.state.value?.state == .received })
    let received = try #require(model.content.state.value)
    let number = try #require(received.number)
    #expect(received.code != nil)
    #expect(received.acceptBy?.dueText.isEmpty == false)
    #expect(received.text == "样例路26号门口的路灯三天没有亮。")

    try await publisher.post(
      "appeal", ["number": number, "stage": "answered", "office": "样例单位", "text": "已经修好。"])
    model.refresh()
    #expect(await until { model.content.state.value?.state == .answered })
    #expect(model.content.state.value?.events.last?.text == "已经修好。")
    #expect(await until { model.content.state.value?.unseen == false }, "what is shown is seen")
    var left = false
    model.delete { left = true }
    #expect(await until { left })
    #expect(await until { government.content.state.value?.appeals.isEmpty == true })
    shown.cancel()
    shownGovernment.cancel()
    let requests = try await publisher.requests().filter { $0.contains("/appeals/") }
    #expect(!requests.isEmpty)
    _ = await client.setForeground(false)
  }
}
