import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// A screen that is shown until the test cancels it.
@MainActor
func show(_ model: any ScreenModel) -> Task<Void, Never> {
  Task { await model.loadWhileShown() }
}

/// What holds for every screen: it shows the first error, loads once, again after a relevant change and not after a sync, keeps
/// its content through an error, and loses it when the core says that it is gone.
@MainActor
func expectLoads<Model: ContentModel>(
  _ call: String, _ content: Model.Value, at location: SourceLocation = #_sourceLocation,
  make: @MainActor (FakeCoreClient) -> Model
) async where Model.Value: Equatable {
  await expectLoads(call, answer: content, content, at: location, make: make)
}

/// The same of a call whose answer is not the content itself.
@MainActor
func expectLoads<Model: ContentModel, Answer: Sendable>(
  _ call: String, answer: Answer, _ content: Model.Value,
  at location: SourceLocation = #_sourceLocation,
  make: @MainActor (FakeCoreClient) -> Model
) async where Model.Value: Equatable {
  let fake = FakeCoreClient()
  fake.fails(call, .offline)
  let model = make(fake)
  let loader = model.content
  let shown = show(model)
  #expect(await until { loader.state == .error(.offline) }, sourceLocation: location)
  fake.answer(call, answer)
  loader.retry()
  #expect(await until { loader.state == .content(content) }, sourceLocation: location)
  #expect(fake.count(call) == 2, sourceLocation: location)
  fake.announce(.all)
  #expect(await until { fake.count(call) == 3 }, "a change loads again", sourceLocation: location)
  shown.cancel()
  await shown.value
  #expect(fake.listeners == 0, "a screen that is not shown loads nothing", sourceLocation: location)

  await loader.contentChanged(.all)
  #expect(fake.count(call) == 4, "once after a change", sourceLocation: location)
  await loader.contentChanged(.sync)
  #expect(fake.count(call) == 4, "not for a sync alone", sourceLocation: location)
  fake.fails(call, .offline)
  await loader.contentChanged(.all)
  #expect(
    loader.state == .content(content), "content stays through an error", sourceLocation: location)
  fake.fails(call, .withdrawn)
  await loader.contentChanged(.all)
  #expect(
    loader.state == .error(.withdrawn), "withdrawn content does not", sourceLocation: location)
}

let sampleHome = Home(
  alerts: [], top: [], latest: [itemRow("1")], sections: [], unreadTotal: 1, deadlines: [],
  radarUnseen: 0,
  appealsUnseen: 0, submissionsUnseen: 0, updated: nil, updatedText: "刚刚")

/// What each model loads, against a fake core.
@MainActor
@Suite
struct ModelTests {
  @Test
  func homeIsOneCall() async {
    await expectLoads("home", sampleHome) { HomeModel($0) }
  }
}
