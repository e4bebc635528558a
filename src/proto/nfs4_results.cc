// The results of each operation of NFS 4: as far as needed to find the next one.
#include "proto/nfs4.h"
#include "proto/nfs4_traffic.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_handle = 128;  // NFS4_FHSIZE
constexpr std::size_t longest_text = 4096;
constexpr std::size_t state_id = 16;
constexpr std::size_t change = 20;  // change_info4

void access_entry(XdrReader& in) {  // nfsace4
  (void)in.fixed(12);
  (void)in.opaque(longest_text);
}

void delegation(XdrReader& in) {  // RFC 8881 section 18.16.2
  const auto type = in.u32();
  if (type == 1 || type == 2) {
    (void)in.fixed(state_id + 4);
    if (type == 2) (void)in.fixed(12);  // how far the file may grow
    access_entry(in);
  } else if (type == 3) {
    const auto why = in.u32();
    if (why == 1 || why == 2) (void)in.u32();
  }
}

void open(XdrReader& in) {
  (void)in.fixed(state_id + change + 4);
  skip_nfs4_bitmap(in);
  delegation(in);
}

bool read(XdrReader& in, Nfs4Step& step) {
  (void)in.boolean();
  const auto size = in.u32();
  step.bytes = size;
  return pass_nfs4_data(in, size);
}

bool read_plus(XdrReader& in, Nfs4Step& step) {  // RFC 7862 section 15.10.2: pieces of data, and holes
  constexpr std::size_t head = 4 + 8 + 4;
  (void)in.boolean();
  for (auto pieces = in.u32(); pieces > 0; --pieces) {
    step.cut = in.left() < head;
    if (step.cut) return false;
    const bool hole = in.u32() != 0;
    (void)in.u64();
    const auto size = in.u32();
    step.bytes += hole ? 0 : size;
    step.holes = step.holes || hole;
    if (pass_nfs4_data(in, hole ? 4 : size)) continue;  // a hole's length has eight bytes
    step.cut = pieces > 1;
    return false;
  }
  return true;
}

std::optional<std::size_t> fixed_size(std::uint32_t operation) {
  switch (operation) {
    case 15:
    case 16:
    case 17:
    case 19:
    case 22:
    case 23:
    case 24:
    case 30:
    case 31:
    case 32:
    case 36:
    case 37:
    case 39:
    case 44:
    case 45:
    case 57:
    case 58:
    case 59:
    case 62:
    case 7:
    case 8:
    case 13: return 0;
    case 3:
    case 5: return 8;
    case 69: return 12;
    case 4:
    case 12:
    case 14:
    case 20:
    case 21:
    case 35:
    case 38: return 16;
    case 11:
    case 28: return change;
    case 41: return 24;
    case 53: return 36;
    case 29: return 2 * change;
    default: return std::nullopt;
  }
}

}  // namespace

bool read_nfs4_results(XdrReader& in, Nfs4Step& step) {
  using namespace nfs4;
  if (step.status != ok) return false;
  if (const auto size = fixed_size(step.operation)) {
    (void)in.fixed(*size);
    return true;
  }
  switch (step.operation) {
    case op_getfh: step.handle = in.opaque(longest_handle); return true;
    case op_open: open(in); return true;
    case op_create:
      (void)in.fixed(change);
      skip_nfs4_bitmap(in);
      return true;
    case op_getattr: skip_nfs4_attributes(in); return true;
    case 34: skip_nfs4_bitmap(in); return true;           // SETATTR
    case 27: (void)in.opaque(longest_text); return true;  // READLINK
    case op_read: return read(in, step);
    case op_read_plus: return read_plus(in, step);
    default: return false;
  }
}

}  // namespace runseal::proto
