// The arguments of a server's callbacks (RFC 8881 sections 19 and 20), as far as needed to see that they name nothing.
#include "proto/nfs4_traffic.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_tag = 1024;
constexpr std::size_t longest_handle = 128;  // NFS4_FHSIZE
constexpr std::size_t longest_owner = 1024;  // NFS4_OPAQUE_LIMIT
constexpr std::size_t state_id = 16;

void layout_recall(XdrReader& in) {
  (void)in.fixed(12);  // layout type, mode, changed
  switch (in.u32()) {
    case 1:  // of a file
      (void)in.opaque(longest_handle);
      (void)in.fixed(16 + state_id);
      break;
    case 2: (void)in.fixed(16); break;  // of a file system
    default: break;
  }
}

void sequence(XdrReader& in) {
  (void)in.fixed(16 + 16);  // session, numbers and flags
  for (auto lists = in.u32(); lists > 0 && !in.failed(); --lists) {
    (void)in.fixed(16);
    (void)in.fixed(std::size_t{in.u32()} * 8);
  }
}

// False for those that carry names (CB_NOTIFY), who may do what (CB_PUSH_DELEG), and others not known here.
bool pass(XdrReader& in, std::uint32_t operation) {
  switch (operation) {
    case 3:  // CB_GETATTR
      (void)in.opaque(longest_handle);
      skip_nfs4_bitmap(in);
      return true;
    case 4:  // CB_RECALL
      (void)in.fixed(state_id + 4);
      (void)in.opaque(longest_handle);
      return true;
    case 5: layout_recall(in); return true;
    case 8:  // CB_RECALL_ANY, CB_RECALLABLE_OBJ_AVAIL
    case 9:
      (void)in.u32();
      skip_nfs4_bitmap(in);
      return true;
    case 10: (void)in.u32(); return true;  // CB_RECALL_SLOT
    case 11: sequence(in); return true;
    case 12: (void)in.fixed(8); return true;  // CB_WANTS_CANCELLED
    case 13:                                  // CB_NOTIFY_LOCK
      (void)in.opaque(longest_handle);
      (void)in.u64();
      (void)in.opaque(longest_owner);
      return true;
    default: return false;
  }
}

}  // namespace

bool is_nfs4_callback_of_handles(ByteView arguments) {
  XdrReader in(arguments);
  (void)in.opaque(longest_tag);
  (void)in.u64();  // minor version, identifier
  for (auto left = in.u32(); left > 0 && !in.failed(); --left)
    if (!pass(in, in.u32())) return false;
  return !in.failed() && in.left() == 0;
}

}  // namespace runseal::proto
