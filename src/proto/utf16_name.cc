#include "proto/utf16_name.h"

#include "base/text.h"

namespace runseal::proto {

std::string utf16_name(ByteView bytes) {
  std::u16string text;
  text.reserve(bytes.size() / 2);
  base::Reader in(bytes);
  while (in.left() >= 2) text += static_cast<char16_t>(in.le16());
  while (!text.empty() && text.back() == u'\0') text.pop_back();
  return base::from_utf16(text);
}

}  // namespace runseal::proto
