import SongmingKit
import SwiftUI

/// Stands below the last row of a list: loads the next page when it comes near, and again if `rows` changed and it still is.
struct LoadMore: View {
  let rows: Int
  let action: @MainActor () -> Void

  var body: some View {
    Color.clear
      .frame(height: 1)
      .accessibilityHidden(true)
      .task(id: rows) { action() }
  }
}

/// A list whose top says when there is something new above what is being read, which keeps its position. `newest` is the id
/// of the first item.
struct NewsList<Content: View>: View {
  let newest: String?
  @ViewBuilder let content: Content
  @State private var seen: String?
  @State private var isTopVisible = true

  var body: some View {
    ScrollViewReader { proxy in
      ScreenList {
        Color.clear
          .frame(height: 1)
          .accessibilityHidden(true)
          .id(Self.top)
          .onAppear { isTopVisible = true }
          .onDisappear { isTopVisible = false }
        content
      }
      .overlay(alignment: .top) {
        if newest != seen, !isTopVisible {
          Button(Words.text("home_new")) { proxy.scrollTo(Self.top, anchor: .top) }
            .buttonStyle(.filled)
            .padding(8)
        }
      }
    }
    .onChange(of: [newest, isTopVisible ? newest : seen], initial: true) {
      if isTopVisible { seen = newest }
    }
  }

  private static var top: String { "top" }
}
