import SwiftUI

/// A model as the app's.
@MainActor @Observable final class CounterModel {
  var count = 0
  var name = ""
  var other = 0
  var path: [Route] = []
}

/// A model that nobody observes: views must not follow it.
@MainActor final class PlainModel {
  var count = 0
}

enum Route: Hashable {
  case item(Int)
  case missing
}

struct Entry: Identifiable, Equatable {
  let id: Int
  var title: String
}

struct CounterView: View {
  let model: CounterModel

  var body: some View {
    VStack {
      Text(verbatim: "count \(model.count)")
      Button("add") { model.count += 1 }
    }
  }
}
