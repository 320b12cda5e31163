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

/// What each model loads, against a fake core.
@MainActor
@Suite
struct ModelTests {
  @Test
  func homeIsOneCall() async {
    await expectLoads("home", sampleHome) { HomeModel($0) }
  }

  @Test
  func alertsAreOneCall() async {
    await expectLoads("alerts.page", AlertPage(current: [], all: [itemRow("1")])) {
      AlertsModel($0)
    }
  }

  @Test
  func aStoryIsOneCall() async {
    let story = Story(front: itemRow("1"), sources: ["嵩明发布"], timeline: [])
    await expectLoads("items.story", story) { StoryModel($0, "1") }
  }

  @Test
  func channelsAreOneCall() async {
    let catalogue = sampleCatalogue(channels: [Term(code: "weibo", name: "微博")])
    await expectLoads("items.catalogue", answer: catalogue, catalogue.channels) {
      ChannelsModel($0)
    }
  }

  @Test
  func subscriptionsAreOneCall() async {
    await expectLoads("settings.sections", [homeEntry("news")]) { SubscriptionsModel($0) }
  }

  @Test
  func theOfflineListIsOneCall() async {
    await expectLoads("storage.listOffline", [offlineEntry]) { OfflineModel($0) }
  }

  @Test
  func aboutIsOneCall() async {
    let incident = Incident(time: 0, kind: "k", detail: "", words: "存储坏了。")
    let status = AppStatus(updated: nil, stale: "", incidents: [incident])
    await expectLoads("status", answer: status, [incident]) { AboutModel($0) }
  }

  @Test
  func storageIsOneCall() async {
    await expectLoads("storage.usage", sampleStorage) { StorageModel($0) }
  }

  @Test
  func sourcesAreOneCall() async {
    let source = Source(
      id: "p", title: "嵩明融媒", address: "https://songming.example/", succeeded: nil,
      succeededText: "", closed: false,
      removable: false)
    await expectLoads("sources.list", [source]) { SourcesModel($0) }
  }

  @Test
  func townsAreOneCall() async {
    let town = Town(term: Term(code: "yanglin", name: "杨林镇"), chosen: true)
    await expectLoads("alerts.towns", [town]) { TownsModel($0) }
  }

  @Test
  func theDisplayPolicyIsOneCall() async {
    await expectLoads("settings.display", samplePolicy) { DisplayModel($0) }
  }

  @Test
  func anItemIsOneCall() async {
    await expectLoads("items.get", sampleItemPage) { fake in
      fake.answer("items.mark")
      return ItemModel(fake, "1")
    }
  }

  @Test
  func anItemIsMarkedAsOpenedOnce() async {
    let fake = FakeCoreClient()
    fake.answer("items.get", sampleItemPage).answer("items.mark")
    let model = ItemModel(fake, "1")
    await model.content.reload()
    #expect(model.content.state == .content(sampleItemPage))
    #expect(
      fake.last("items.mark", as: [MarkRequest].self) == [MarkRequest(id: "1", action: .open)])
    await model.content.contentChanged(.marks)
    #expect(fake.count("items.get") == 2)
    #expect(fake.count("items.mark") == 1)
  }

  @Test
  func anItemIsShownAlsoIfItCannotBeMarked() async {
    let fake = FakeCoreClient()
    fake.answer("items.get", sampleItemPage).fails("items.mark", .offline)
    let model = ItemModel(fake, "1")
    await model.content.reload()
    #expect(model.content.state == .content(sampleItemPage))
    #expect(model.content.actionError == .offline)
  }

  @Test
  func aFileThatIsBeingSentLoadsTheHomeScreenAgainAndNoOtherContent() async {
    let fake = FakeCoreClient()
    fake.answer("home", sampleHome).answer("alerts.page", AlertPage(current: [], all: []))
    let (home, alerts) = (HomeModel(fake), AlertsModel(fake))
    for change in [Change.submissions, .account] {
      let loads = fake.count("home")
      await home.content.contentChanged(change)
      await alerts.content.contentChanged(change)
      #expect(fake.count("home") == loads + 1)
      #expect(fake.count("alerts.page") == 0)
    }
  }

  @Test
  func aScreenLoadsOnceWhenItIsShownAgainAndItsContentStaysMeanwhile() async {
    let fake = FakeCoreClient()
    fake.answer("home", sampleHome)
    let model = HomeModel(fake)
    let shown = show(model)
    #expect(await until { model.content.state.value != nil })
    shown.cancel()
    await shown.value
    fake.announce(.items)
    #expect(fake.count("home") == 1)
    #expect(model.content.state == .content(sampleHome))
    let again = show(model)
    #expect(await until { fake.count("home") == 2 })
    again.cancel()
  }

  @Test
  func anOlderAnswerDoesNotReplaceANewerOne() async {
    let fake = FakeCoreClient()
    let (old, new) = (
      AlertPage(current: [], all: [itemRow("old")]), AlertPage(current: [], all: [itemRow("new")])
    )
    fake.holds("alerts.page", old)
    let model = AlertsModel(fake)
    let slow = Task { await model.content.reload() }
    #expect(await until { fake.count("alerts.page") == 1 })
    fake.answer("alerts.page", new)
    await model.content.reload()
    fake.release()
    await slow.value
    #expect(model.content.state == .content(new))
  }

  @Test
  func aModelIsNotRetainedByItsLoader() async {
    let fake = FakeCoreClient()
    fake.answer("items.get", sampleItemPage).answer("items.mark")
    var model: ItemModel? = ItemModel(fake, "1")
    weak var released = model
    let content = model?.content
    await content?.reload()
    #expect(fake.count("items.get") == 1)
    model = nil
    #expect(released == nil)
    await content?.reload()
    #expect(fake.count("items.get") == 1, "without its model it loads nothing")
  }
}
