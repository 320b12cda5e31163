import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// Lists that grow by pages.
@MainActor
@Suite
struct ListTests {
  private let fake = FakeCoreClient()

  /// Pages `a`, `b` and `c`.
  private nonisolated static func page(_ key: String?) -> GuidePage {
    switch key {
    case nil: GuidePage(items: [itemRow("a")], next: "k1")
    case "k1": GuidePage(items: [itemRow("b")], next: "k2")
    default: GuidePage(items: [itemRow("c")], next: nil)
    }
  }

  private func guides(initialRows: Int = 0) -> PagedLoader<ItemRow> {
    fake.answer("government.guides") { arguments in Self.page(arguments[1] as? String) }
    return PagedLoader(fake, initialRows: initialRows) { [fake] key in
      let page = try await fake.government.guides(topic: nil, before: key, limit: pageSize)
      return ListPage(items: page.items, next: page.next)
    }
  }

  private func ids(_ list: PagedLoader<ItemRow>) -> [String]? {
    list.content.state.value?.map(\.id)
  }

  @Test
  func aListGrowsByPagesAndIsLoadedAgainAsFarDown() async {
    let list = guides()
    list.loadMore()
    await list.content.reload()
    #expect(ids(list) == ["a"])
    for rows in [["a", "b"], ["a", "b", "c"]] {
      #expect(list.hasMore)
      list.loadMore()
      // In the turn in which its rows are there: a screen that shows their end asks for more then.
      #expect(await until { ids(list) == rows })
    }
    #expect(!list.hasMore)
    list.loadMore()
    await list.content.contentChanged(.items)
    #expect(ids(list) == ["a", "b", "c"])
    #expect(fake.count("government.guides") == 6, "three at first, and three again")
  }

  @Test
  func aListThatIsLoadedAgainWhileItGrowsHasNoRowTwice() async {
    let list = guides()
    await list.content.reload()
    fake.holds("government.guides", Self.page("k1"))
    list.loadMore()
    list.loadMore()
    #expect(await until { fake.count("government.guides") == 2 })
    fake.answer("government.guides") { arguments in Self.page(arguments[1] as? String) }
    let reloading = Task { await list.content.contentChanged(.items) }
    fake.release()
    await reloading.value
    #expect(ids(list) == ["a", "b"])
    list.loadMore()
    #expect(await until { ids(list) == ["a", "b", "c"] })
  }

  @Test
  func aPageThatCannotBeLoadedLeavesTheRowsAndCanBeTriedAgain() async {
    let list = guides()
    await list.content.reload()
    fake.fails("government.guides", .offline)
    list.loadMore()
    #expect(await until { list.content.actionError == .offline })
    #expect(ids(list) == ["a"])
    fake.answer("government.guides", Self.page("k1"))
    list.loadMore()
    #expect(await until { ids(list) == ["a", "b"] })
  }

  @Test
  func aRestoredListLoadsAsManyRowsAsItShowedAndARestartedOneItsFirstPage() async {
    let list = guides(initialRows: 2)
    await list.content.reload()
    #expect(ids(list) == ["a", "b"])
    list.restart()
    #expect(await until { ids(list) == ["a"] })
  }

  @Test
  func aListOfItemsMarksItsOwnScopeAsRead() async {
    fake.answer("items.load", LoadedList(items: [itemRow("1")], position: "k", more: false))
      .answer("items.markAllRead", UInt32(1))
    let model = ItemListModel(fake, .channel(code: "weibo"))
    let shown = show(model)
    #expect(await until { model.state == .content([itemRow("1")]) })
    model.markAllRead()
    #expect(
      await until { fake.last("items.markAllRead", as: Scope.self) == .channel(code: "weibo") })
    fake.fails("items.markAllRead", .offline)
    model.markAllRead()
    #expect(await until { model.actionError == .offline })
    shown.cancel()
    await shown.value
    #expect(await until { fake.listeners == 0 }, "a list that is not shown loads nothing")
  }

  @Test
  func aListOfItemsShowsTheErrorAndLoadsWhenThePersonRetries() async {
    fake.fails("items.load", .offline)
    let model = ItemListModel(fake, .all)
    let shown = show(model)
    #expect(await until { model.state == .error(.offline) })
    fake.answer("items.load", LoadedList(items: [itemRow("1")], position: "k", more: false))
    model.retry()
    #expect(await until { model.state == .content([itemRow("1")]) })
    shown.cancel()
  }

  @Test
  func aListThatCannotLoadMoreKeepsItsRowsAndShowsTheError() async {
    fake.answer("items.load") { arguments in
      if arguments[3] as? Bool == true { throw ClientError.offline }
      return LoadedList(items: [itemRow("1")], position: "k", more: true)
    }
    let model = ItemListModel(fake, .channel(code: "weibo"))
    let shown = show(model)
    #expect(await until { model.state.value != nil })
    model.loadMore()
    #expect(await until { model.actionError == .offline })
    #expect(model.state == .content([itemRow("1")]))
    shown.cancel()
  }

  @Test
  func aListGrowsUntilRowsOfItsScopeCome() async {
    // Each older page moves the end of the list; only the third one brings a row of this scope.
    fake.answer("items.load") { arguments in
      let end = Int(arguments[1] as? String ?? "0") ?? 0
      let moved = arguments[3] as? Bool == true ? end + 1 : end
      let rows = moved < 3 ? ["1"] : ["1", "2"]
      return LoadedList(items: rows.map { itemRow($0) }, position: "\(moved)", more: true)
    }
    let model = ItemListModel(fake, .channel(code: "weibo"))
    let shown = show(model)
    #expect(await until { model.state.value?.count == 1 })
    model.loadMore()
    #expect(await until { model.state.value?.count == 2 })
    shown.cancel()
  }

  @Test
  func aRestoredListOfItemsLoadsAsManyRowsAsItShowed() async {
    fake.answer("items.load") { arguments in
      let rows = arguments[2] as? UInt32 ?? 0
      return LoadedList(items: (0..<rows).map { itemRow("\($0)") }, position: "k", more: false)
    }
    let model = ItemListModel(fake, .all, initialRows: 90)
    let shown = show(model)
    #expect(await until { model.state.value?.count == 90 })
    #expect(model.announcesNewItems)
    for own in [Scope.favourites, .history, .hidden] {
      #expect(
        !ItemListModel(fake, own).announcesNewItems, "the person's own lists announce nothing")
    }
    shown.cancel()
  }
}
