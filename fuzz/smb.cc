// Every parser of SMB answers: the first byte chooses which.
#include "base/bytes.h"
#include "proto/ntlmssp.h"
#include "proto/smb1.h"
#include "proto/smb2_negotiate.h"
#include "proto/smb2_session.h"
#include "proto/smb_frame.h"
#include "proto/spnego.h"

using namespace runseal;

namespace {

void negotiate(ByteView message) {
  proto::Smb2NegotiateOffer offer;
  offer.dialects.assign(std::begin(proto::all_smb2_dialects), std::end(proto::all_smb2_dialects));
  offer.ciphers.assign(std::begin(proto::all_smb_ciphers), std::end(proto::all_smb_ciphers));
  const auto answer = proto::parse_smb2_negotiate_response(message, offer);
  if (answer) (void)proto::spnego_mechanisms(answer->security_token);
}

void session(ByteView message) {
  for (const std::uint64_t id : {1U, 2U}) (void)proto::parse_smb2_session_setup_response(message, id);
}

void challenge(ByteView message) {
  const auto parsed = proto::parse_ntlm_challenge(message);
  if (!parsed) return;
  (void)proto::ntlm_anonymous(*parsed);
  (void)proto::ntlm_unknown_user(*parsed, "nobody", Bytes(24));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView message(data + 1, size - 1);
  switch (data[0]) {
    case 0: negotiate(message); break;
    case 1: (void)proto::parse_smb1_negotiate_response(message, 1); break;
    case 2: session(message); break;
    case 3: (void)proto::parse_smb2_tree_connect_response(message, 3); break;
    case 4: challenge(message); break;
    case 5: (void)proto::spnego_inner_token(message); break;
    case 6: (void)proto::spnego_mechanisms(message); break;
    default: (void)proto::smb_frame_length(message); (void)proto::smb_family(message);
  }
  return 0;
}
