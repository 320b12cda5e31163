import Foundation
import UIKit

/// Shows what the system offers as a view controller: the share sheet, the camera, a new event, a document.
@MainActor
enum Presenter {
  static var window: UIWindow? {
    let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
    let active = scenes.first { $0.activationState == .foregroundActive } ?? scenes.first
    return active?.keyWindow ?? active?.windows.first
  }

  /// Presents above whatever the app shows now; false if the app has no window.
  @discardableResult
  static func present(_ controller: UIViewController) -> Bool {
    guard var top = window?.rootViewController else { return false }
    while let presented = top.presentedViewController, !presented.isBeingDismissed { top = presented }
    // On iPad a sheet of actions points at something; without a source it would be an exception.
    if let popover = controller.popoverPresentationController, popover.sourceView == nil {
      popover.sourceView = top.view
      popover.sourceRect = CGRect(x: top.view.bounds.midX, y: top.view.bounds.midY, width: 0, height: 0)
      popover.permittedArrowDirections = []
    }
    top.present(controller, animated: true, completion: nil)
    return true
  }
}
