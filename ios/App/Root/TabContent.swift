import SongmingKit
import SwiftUI

/// A destination at its place in the stack of a tab.
struct Route: Hashable {
  let depth: Int
  let destination: Destination
}

/// The screens of a tab: one at a time, or where there is room for two, the current one and beside it the one that it was
/// opened from.
struct TabContent: View {
  let tab: Screen
  let scene: SceneModel
  let session: AppSession
  @Environment(\.horizontalSizeClass) private var width

  var body: some View {
    if width == .regular {
      TwoPanes(tab: tab, scene: scene, session: session)
    } else {
      NavigationStack(path: path) {
        DestinationView(
          Route(depth: 0, destination: Destination(tab)), tab: tab, scene: scene, session: session
        )
        .navigationDestination(for: Route.self) { route in
          DestinationView(route, tab: tab, scene: scene, session: session)
            .toolbar(.hidden, for: .tabBar)
        }
      }
    }
  }

  /// The system only shortens it: screens are opened by the navigator.
  private var path: Binding<[Route]> {
    Binding(
      get: {
        scene.backStack.stack(of: tab).enumerated().dropFirst().map {
          Route(depth: $0.offset, destination: $0.element)
        }
      },
      set: { path in
        let stack = scene.backStack.stack(of: tab)
        let depth = path.count + 1
        if stack.indices.contains(depth) {
          scene.backStack.leave(tab: tab, depth: depth, stack[depth])
        }
      })
  }
}

private struct TwoPanes: View {
  let tab: Screen
  let scene: SceneModel
  let session: AppSession

  var body: some View {
    let stack = scene.backStack.stack(of: tab)
    let top = stack.count - 1
    NavigationSplitView {
      pane(stack, max(0, top - 1), isBeside: top > 0)
    } detail: {
      if top > 0 {
        pane(stack, top, isBeside: false)
      } else {
        MessagePage(title: Words.text("pane_empty"), text: Words.text("pane_empty_body"))
      }
    }
    .navigationSplitViewStyle(.balanced)
  }

  private func pane(_ stack: [Destination], _ depth: Int, isBeside: Bool) -> some View {
    let route = Route(depth: depth, destination: stack[depth])
    return NavigationStack {
      DestinationView(route, tab: tab, scene: scene, session: session, isBeside: isBeside)
        .toolbar {
          ToolbarItem(placement: .topBarLeading) {
            if depth > 0 {
              SymbolButton(Words.text("back"), systemImage: "chevron.backward") {
                scene.backStack.leave(tab: tab, depth: depth, route.destination)
              }
            }
          }
        }
    }
    .id(route)
  }
}
