import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// Models with the real core and the real publisher.
@MainActor
@Suite
struct PublisherTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "songming-kit-\(UUID().uuidString)")

  private func open(_ publisher: TestPublisher) async throws -> any CoreClient {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let client = try await openCoreClient(folder: folder.path, publisher: publisher.address)
    client.setNetwork(.metered)
    return client
  }

  @Test
  func aPersonConsentsReadsSearchesAndKeepsWhatTheyRead() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let publisher = try TestPublisher()
    let client = try await open(publisher)
    let sync = SyncController(client)
    let consent = ConsentModel(client) { sync.isConsentGiven = $0 }
    await consent.load()
    #expect(consent.phase == .asking)
    await sync.setForeground(true)
    #expect(try await publisher.requests().isEmpty, "nothing is sent before consent")

    let home = HomeModel(client)
    let shownHome = show(home)
    #expect(await until { home.content.state.value?.latest.isEmpty == true })
    consent.setConsent(true)
    #expect(
      await until { home.content.state.value?.latest.isEmpty == false },
      "the sync announces what came")
    await sync.refreshAndWait()
    #expect(sync.state.error == nil)

    let list = ItemListModel(client, .all)
    let shownList = show(list)
    #expect(await until { list.state.value?.isEmpty == false })
    let rows = list.state.value?.count ?? 0
    list.loadMore()
    #expect(await until { list.state.value?.count ?? 0 > rows })

    let row = try #require(home.content.state.value?.latest.first)
    let item = ItemModel(client, row.id)
    let shownItem = show(item)
    #expect(
      await until { item.content.state.value?.article.row.read == true },
      "opening it marks it as read")
    item.setFavourite(true)
    #expect(await until { item.content.state.value?.article.row.favourite == true })
    let favourites = ItemListModel(client, .favourites)
    let shownFavourites = show(favourites)
    #expect(await until { favourites.state.value?.map(\.id) == [row.id] })

    let search = SearchModel(client, words: String(row.title.prefix(2)))
    let shownSearch = show(search)
    #expect(await until { search.state.results?.isEmpty == false })
    let unknown = StoryModel(client, "no such item")
    await unknown.content.reload()
    #expect(unknown.content.state.value == nil)
    for shown in [shownHome, shownList, shownItem, shownFavourites, shownSearch] { shown.cancel() }
    await sync.setForeground(false)
  }

  @Test
  func whatThePersonChoosesIsStillThereAfterARestart() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let publisher = try TestPublisher()
    do {
      let client = try await open(publisher)
      _ = try await client.privacy.accept(statement: ConsentModel.statement)
      try await client.sync(budget: nil)
      let display = DisplayModel(client)
      display.setElderMode(true)
      let shownDisplay = show(display)
      #expect(await until { display.content.state.value?.elder == true })
      let towns = TownsModel(client)
      let shownTowns = show(towns)
      #expect(await until { towns.content.state.value?.isEmpty == false })
      let code = try #require(towns.content.state.value?.first?.term.code)
      towns.setChosen(code, true)
      #expect(await until { towns.content.state.value?.first?.chosen == true })
      shownDisplay.cancel()
      shownTowns.cancel()
      await client.setForeground(false)
    }
    let client = try await open(publisher)
    let consent = ConsentModel(client) { _ in }
    await consent.load()
    #expect(consent.phase == .main)
    let display = DisplayModel(client)
    await display.content.reload()
    #expect(display.content.state.value?.elder == true)
    let towns = TownsModel(client)
    await towns.content.reload()
    #expect(towns.content.state.value?.filter(\.chosen).count == 1)
  }

  @Test
  func withoutANetworkWhatIsOnThePhoneIsShownAndTheSyncSaysWhy() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let publisher = try TestPublisher()
    let client = try await open(publisher)
    _ = try await client.privacy.accept(statement: ConsentModel.statement)
    try await client.sync(budget: nil)
    let sync = SyncController(client)
    await sync.setForeground(true)
    sync.setNetwork(.offline)
    sync.isConsentGiven = true
    await sync.refreshAndWait()
    let isOffline = if case .offline = sync.state.status { true } else { false }
    #expect(isOffline)
    let home = HomeModel(client)
    await home.content.reload()
    #expect(home.content.state.value?.latest.isEmpty == false)
    await sync.setForeground(false)
  }
}
