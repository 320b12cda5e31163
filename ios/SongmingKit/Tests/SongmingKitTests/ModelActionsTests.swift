import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// What a person does on a screen, and what must not be lost of it.
@MainActor
@Suite
struct ModelActionsTests {
  private let fake = FakeCoreClient()

  private func expectMark(
    _ action: MarkAction, _ count: Int, at location: SourceLocation = #_sourceLocation
  ) async {
    #expect(await until { fake.count("items.mark") == count }, sourceLocation: location)
    let requests = fake.last("items.mark", as: [MarkRequest].self)
    #expect(requests == [MarkRequest(id: "1", action: action)], sourceLocation: location)
  }

  @Test
  func everyActionOnAnItemIsPassedToTheCore() async {
    fake.answer("items.mark").answer("listening.add").answer("storage.keepOffline").answer(
      "government.tickMaterial"
    )
    .answer("government.clearTicks").answer("alerts.acknowledge").fails(
      "storage.loadOffline", .offline)
    let model = ItemModel(fake, "1")
    var left = 0
    model.setFavourite(true)
    await expectMark(.favourite(on: true), 1)
    model.setLiked(true)
    await expectMark(.like(on: true), 2)
    model.setHidden(true) { left += 1 }
    await expectMark(.hide(on: true), 3)
    #expect(await until { left == 1 })
    model.setHidden(false) { left += 1 }
    await expectMark(.hide(on: false), 4)
    #expect(await until { left == 2 })
    model.markUnread { left += 1 }
    await expectMark(.read(on: false), 5)
    #expect(await until { left == 3 })
    model.saveReadingPosition(block: 3, permille: 250)
    await expectMark(.place(place: ReadingPosition(block: 3, permille: 250)), 6)
    model.addToListening { left += 1 }
    #expect(await until { left == 4 })
    #expect(fake.last("listening.add", as: [String].self) == ["1"])
    model.toggleMaterial(Material(text: "身份证", ticked: false))
    #expect(await until { fake.count("government.tickMaterial") == 1 })
    #expect(fake.last("government.tickMaterial", 1, as: String.self) == "身份证")
    #expect(fake.last("government.tickMaterial", 2, as: Bool.self) == true)
    model.clearMaterials()
    #expect(await until { fake.last("government.clearTicks", as: String.self) == "1" })
    model.acknowledgeAlert("storm-1")
    #expect(await until { fake.last("alerts.acknowledge", as: String.self) == "storm-1" })
    model.setOffline(true)
    #expect(await until { model.content.actionError == .offline })
    #expect(
      fake.last("storage.keepOffline", as: OfflineTarget.self) == .item(id: "1"),
      "stored, even if loading fails")
    model.setOffline(false)
    #expect(await until { model.content.actionError == nil })
    #expect(fake.last("storage.keepOffline", 1, as: Bool.self) == false)
    #expect(fake.count("storage.loadOffline") == 1)
    fake.fails("items.loadPictures", .offline)
    model.loadPicture("https://example.org/a.jpg")
    #expect(await until { model.content.actionError == .offline })
    #expect(fake.last("items.loadPictures", 1, as: String.self) == "https://example.org/a.jpg")
  }

  @Test
  func aSecondTapDoesNothingAndLeavesTheScreenOnce() async {
    fake.holds("items.mark", ())
    let model = ItemModel(fake, "1")
    var left = 0
    for _ in 1...2 { model.setHidden(true) { left += 1 } }
    #expect(await until { fake.count("items.mark") == 1 })
    fake.release()
    #expect(await until { left == 1 })
    model.setHidden(true) { left += 1 }
    #expect(await until { fake.count("items.mark") == 2 })
    fake.release()
    #expect(await until { left == 2 })
    #expect(fake.count("items.mark") == 2)
  }

  @Test
  func anActionEndsAlsoIfTheScreenIsLeftAndThenLeadsNowhere() async {
    let isStored = Shared(false)
    let (gates, gate) = AsyncStream.makeStream(of: Void.self)
    fake.answer("items.mark") { _ in
      for await _ in gates { break }
      isStored.value = true
      return ()
    }
    let model = ItemModel(fake, "1")
    var left = false
    model.setHidden(true) { left = true }
    #expect(await until { fake.count("items.mark") == 1 })
    model.close()
    gate.yield()
    #expect(await until { isStored.value })
    // An action that begins after the first one ended is not held up by it.
    var isNext = false
    fake.answer("listening.add")
    let next = ItemModel(fake, "2")
    next.addToListening { isNext = true }
    #expect(await until { isNext })
    #expect(!left)
  }

  @Test
  func aRejectedSourceShowsWhy() async {
    let rejected = ClientError.Rejected(explanation: "这个网址不是信源。", code: "not-a-feed")
    fake.fails("sources.add", rejected)
    let model = SourcesModel(fake)
    var isAdded = false
    model.add(" https://example.org/ ") { isAdded = true }
    #expect(await until { model.content.actionError == rejected })
    #expect(fake.last("sources.add", as: String.self) == " https://example.org/ ")
    #expect(!isAdded)
    model.content.dismissError()
    #expect(model.content.actionError == nil)
    fake.answer("sources.remove")
    model.remove("s")
    #expect(await until { fake.last("sources.remove", as: String.self) == "s" })
  }

  @Test
  func anActionIsAnsweredByOneLoadWhichTheChangeOfTheCoreStarts() async {
    fake.answer("sources.list", [Source]())
    fake.answer("sources.remove") { [fake] _ in
      fake.announce(.sources)
    }
    let model = SourcesModel(fake)
    let shown = show(model)
    #expect(await until { model.content.state == .content([]) })
    model.remove("s")
    #expect(await until { fake.count("sources.list") == 2 })
    shown.cancel()
    await shown.value
    #expect(fake.count("sources.list") == 2)
  }

  @Test
  func tapsThatAreFasterThanTheScreenAreAllKept() async {
    let all = Shared(["news", "party"].map { homeEntry($0) })
    fake.answer("settings.sections") { _ in all.value }
    fake.answer("settings.setSections") { arguments in
      let choices = arguments.first as? [HomeChoice] ?? []
      all.value = choices.map { homeEntry($0.code, shown: $0.shown, muted: $0.muted) }
      return ()
    }
    let seen = all.value
    let model = SubscriptionsModel(fake)
    model.toggleShown(seen[0])
    model.toggleMuted(seen[0])
    model.moveUp(seen[1])
    model.moveUp(homeEntry("gone"))
    #expect(await until { fake.count("settings.setSections") == 4 })
    #expect(all.value == [homeEntry("party"), homeEntry("news", shown: false, muted: true)])
  }

  @Test
  func eachChoiceOfATownStartsFromTheStoredOnes() async {
    let chosen = Shared<[String]>([])
    fake.answer("alerts.towns") { _ in
      ["yanglin", "xiaojie"].map {
        Town(term: Term(code: $0, name: $0), chosen: chosen.value.contains($0))
      }
    }
    fake.answer("alerts.setTowns") { arguments in chosen.value = arguments.first as? [String] ?? []
    }
    let model = TownsModel(fake)
    model.setChosen("yanglin", true)
    model.setChosen("xiaojie", true)
    #expect(await until { chosen.value == ["yanglin", "xiaojie"] })
    model.setChosen("yanglin", false)
    #expect(await until { chosen.value == ["xiaojie"] })
  }

  @Test
  func aDisplayChoiceChangesNothingElse() async {
    fake.answer("settings.displayChoice", DisplayChoice(elder: false, fontScale: 1.3, theme: .dark))
    fake.answer("settings.setDisplay")
    let model = DisplayModel(fake)
    func expectSet(_ choice: DisplayChoice, at location: SourceLocation = #_sourceLocation) async {
      let isSet = await until { fake.last("settings.setDisplay", as: DisplayChoice.self) == choice }
      #expect(isSet, sourceLocation: location)
    }
    model.setElderMode(true)
    await expectSet(DisplayChoice(elder: true, fontScale: 1.3, theme: .dark))
    model.setTheme(.light)
    await expectSet(DisplayChoice(elder: false, fontScale: 1.3, theme: .light))
    model.setFontScale(1.6)
    await expectSet(DisplayChoice(elder: false, fontScale: 1.6, theme: .dark))
  }

  @Test
  func storageAndOfflineItemsAreChanged() async {
    fake.answer("storage.setRetention").answer("storage.clearPictures").answer(
      "storage.keepOffline"
    )
    .answer("storage.acknowledgeIncidents").answer(
      "status", AppStatus(updated: nil, stale: "", incidents: []))
    let storage = StorageModel(fake)
    storage.setRetention(sampleStorage.retention.with(days: 7))
    let days = Retention(days: 7, textMegabytes: 50, pictureMegabytes: 200)
    #expect(await until { fake.last("storage.setRetention", as: Retention.self) == days })
    storage.setRetention(sampleStorage.retention.with(pictureMegabytes: 0))
    let pictures = Retention(days: 30, textMegabytes: 50, pictureMegabytes: 0)
    #expect(await until { fake.last("storage.setRetention", as: Retention.self) == pictures })
    storage.clearPictures()
    #expect(await until { fake.count("storage.clearPictures") == 1 })
    OfflineModel(fake).remove(offlineEntry)
    #expect(await until { fake.last("storage.keepOffline", 1, as: Bool.self) == false })
    #expect(fake.last("storage.keepOffline", as: OfflineTarget.self) == .item(id: "1"))
    let about = AboutModel(fake)
    about.acknowledgeIncidents()
    #expect(
      await until { about.content.state == .content([]) }, "the core announces no change for this")
    #expect(fake.count("storage.acknowledgeIncidents") == 1)
  }
}
