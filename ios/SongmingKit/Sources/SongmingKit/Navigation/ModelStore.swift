/// The models of every destination on the back stack. They stay while another tab or another destination is shown, and are
/// closed when theirs is left.
@MainActor
public final class ModelStore {
  private var models: [String: any ScreenModel] = [:]

  public init() {}

  /// The key of a destination, which is the same as long as it is on the back stack.
  public static func key(tab: Screen, depth: Int, _ destination: Destination) -> String {
    "\(tab.rawValue) \(depth) \(destination.encoded())"
  }

  /// The keys of all destinations on the back stack.
  public static func keys(of backStack: BackStack) -> Set<String> {
    var keys: Set<String> = []
    for (tab, destinations) in backStack.all {
      for (depth, destination) in destinations.enumerated() {
        keys.insert(key(tab: tab, depth: depth, destination))
      }
    }
    return keys
  }

  /// The model of a destination, made when it is first needed.
  public func model<Model: ScreenModel>(for key: String, make: () -> Model) -> Model {
    if let model = models[key] as? Model { return model }
    let model = make()
    models[key] = model
    return model
  }

  /// Closes the models of all other destinations.
  public func retain(_ keys: Set<String>) {
    for (key, model) in models where !keys.contains(key) {
      models[key] = nil
      model.close()
    }
  }
}
