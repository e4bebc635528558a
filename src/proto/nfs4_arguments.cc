// The arguments of each operation of NFS 4: as far as needed to find the next one.
#include "proto/nfs4.h"
#include "proto/nfs4_traffic.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_name = 1024;
constexpr std::size_t longest_handle = 128;   // NFS4_FHSIZE
constexpr std::size_t longest_opaque = 1024;  // NFS4_OPAQUE_LIMIT
constexpr std::size_t state_id = 16;

std::string_view name_of(XdrReader& in) {
  const auto bytes = in.opaque(longest_name);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void create(XdrReader& in, Nfs4Step& step) {  // RFC 7530 section 16.4
  const auto type = in.u32();
  if (type == 5) (void)in.opaque(longest_name * 4);  // what a symbolic link says
  if (type == 3 || type == 4) (void)in.fixed(8);     // a device's numbers
  step.name = name_of(in);
  skip_nfs4_attributes(in);
}

void open_how(XdrReader& in) {
  if (in.u32() != 1) return;  // OPEN4_NOCREATE
  const auto mode = in.u32();
  if (mode >= 2) (void)in.fixed(8);  // a verifier
  if (mode != 2) skip_nfs4_attributes(in);
}

void open(XdrReader& in, Nfs4Step& step) {  // RFC 8881 section 18.16
  (void)in.fixed(20);                       // sequence, access, deny, client
  (void)in.opaque(longest_opaque);          // owner
  open_how(in);
  switch (in.u32()) {
    case 0: step.name = name_of(in); break;
    case 1: (void)in.u32(); break;
    case 2:
      (void)in.fixed(state_id);
      step.name = name_of(in);
      break;
    case 3: step.name = name_of(in); break;
    case 5: (void)in.fixed(state_id); break;
    default: break;  // 4, 6: the current file itself
  }
}

void lock(XdrReader& in) {
  (void)in.fixed(24);  // type, reclaim, offset, length
  if (in.boolean()) {
    (void)in.fixed(4 + state_id + 4 + 8);
    (void)in.opaque(longest_opaque);
  } else {
    (void)in.fixed(state_id + 4);
  }
}

// Nothing behind it is of use, or it is the last one anyway.
bool ends_here(std::uint32_t operation) {
  using namespace nfs4;
  return operation == op_exchange_id || operation == op_create_session || operation == op_secinfo;
}

std::optional<std::size_t> fixed_size(std::uint32_t operation) {
  switch (operation) {
    case 16:
    case 10:
    case 23:
    case 24:
    case 27:
    case 31:
    case 32: return 0;
    case 3:
    case 19:
    case 52:
    case 58: return 4;
    case 7:
    case 30:
    case 57: return 8;
    case 5: return 12;
    case 8:
    case 36:
    case 44:
    case 45: return 16;
    case 4:
    case 20: return 20;
    case 41: return 24;
    case 21:
    case 69: return 28;  // of OPEN_DOWNGRADE, SEEK
    case 53:
    case 59:
    case 62: return 32;  // of SEQUENCE, ALLOCATE, DEALLOCATE
    case 14: return 40;  // LOCKU
    default: return std::nullopt;
  }
}

}  // namespace

bool read_nfs4_arguments(XdrReader& in, Nfs4Step& step) {
  using namespace nfs4;
  if (const auto size = fixed_size(step.operation)) {
    (void)in.fixed(*size);
    return true;
  }
  switch (step.operation) {
    case op_putfh: step.handle = in.opaque(longest_handle); return true;
    case op_lookup:
    case op_remove:
    case op_link: step.name = name_of(in); return true;
    case op_rename:
      step.name = name_of(in);
      step.to_name = name_of(in);
      return true;
    case op_create: create(in, step); return true;
    case op_open: open(in, step); return true;
    case op_getattr: skip_nfs4_bitmap(in); return true;
    case op_readdir:
      (void)in.fixed(24);
      skip_nfs4_bitmap(in);
      return true;
    case 12: lock(in); return true;
    case 13:  // LOCKT
      (void)in.fixed(28);
      (void)in.opaque(longest_opaque);
      return true;
    case 17:  // NVERIFY, VERIFY
    case 37: skip_nfs4_attributes(in); return true;
    case 34:  // SETATTR
      (void)in.fixed(state_id);
      skip_nfs4_attributes(in);
      return true;
    case op_setclientid:
      (void)in.fixed(8);
      (void)in.opaque(longest_opaque);
      (void)in.u32();
      (void)in.opaque(longest_name);
      (void)in.opaque(longest_name);
      (void)in.u32();
      return true;
    case 39:  // RELEASE_LOCKOWNER
      (void)in.u64();
      (void)in.opaque(longest_opaque);
      return true;
    case op_read:
    case op_read_plus:
      (void)in.fixed(state_id);
      step.offset = in.u64();
      (void)in.u32();
      return true;
    case op_write:
      (void)in.fixed(state_id);
      step.offset = in.u64();
      (void)in.u32();  // how it is to be written
      step.bytes = in.u32();
      return pass_nfs4_data(in, static_cast<std::uint32_t>(step.bytes));
    default:
      if (!ends_here(step.operation)) (void)in.fixed(in.left() + 1);  // not known: makes it fail
      return false;
  }
}

}  // namespace runseal::proto
