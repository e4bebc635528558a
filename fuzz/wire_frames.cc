// runseal/1: whatever a peer sends, a decoder refuses it or gives what the encoder writes back to the same bytes.
#include <cstdlib>

#include "transfer/wire/frames.h"

namespace {

using namespace runseal;
using namespace runseal::transfer;

void must(bool holds) {
  if (!holds) std::abort();
}

bool same(const Bytes& encoded, ByteView body) {
  return encoded.size() == body.size() && std::equal(encoded.begin(), encoded.end(), body.begin());
}

template <class T>
void round_trip(const Result<T>& decoded, ByteView body) {
  if (decoded) must(same(encode(*decoded), body));
}

void entries(ByteView body) {
  const auto decoded = decode_entries(body);
  if (!decoded || decoded->empty()) return;
  std::size_t at = 0;
  must(same(encode_entries(transfer::refs_to(*decoded), at), body) && at == decoded->size());
}

void group(ByteView body) {
  ByteView payload;
  const auto pieces = decode_pieces(body, payload);
  if (!pieces) return;
  auto encoded = encode_pieces(*pieces);
  encoded.insert(encoded.end(), payload.begin(), payload.end());
  must(same(encoded, body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView body(data + 1, size - 1);
  switch (data[0] % 14) {
    case 0: round_trip(decode_greeting(body), body); break;
    case 1: (void)decode_refused(body); break;  // its texts are made printable
    case 2: (void)decode_open(body); break;
    case 3: round_trip(decode_opened(body), body); break;
    case 4: entries(body); break;
    case 5: round_trip(decode_have(body), body); break;
    case 6: round_trip(decode_join(body), body); break;
    case 7: group(body); break;
    case 8: round_trip(decode_confirm(body), body); break;
    case 9: round_trip(decode_again(body), body); break;
    case 10: round_trip(decode_part(body), body); break;
    case 11: round_trip(decode_done(body), body); break;
    case 12:
      if (const auto header = decode_header(body)) {
        const auto encoded = encode_header(header->type, header->length);
        must(std::equal(encoded.begin(), encoded.end(), body.begin(), body.end()));
      }
      break;
    default: {
      const std::string text(reinterpret_cast<const char*>(body.data()), body.size());
      const auto half = text.size() / 2;
      (void)check_link(text.substr(0, half), text.substr(half));
    }
  }
  return 0;
}
