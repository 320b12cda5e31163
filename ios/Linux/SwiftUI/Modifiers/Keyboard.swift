import UIKit

extension View {
  public func keyboardType(_ type: UIKeyboardType) -> some View { self }
}
