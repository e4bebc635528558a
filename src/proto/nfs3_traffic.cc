#include "proto/nfs3_traffic.h"

#include "proto/xdr.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_handle = 64;  // NFS3_FHSIZE
constexpr std::size_t longest_name = 1024;
constexpr std::size_t attributes_size = 84;  // fattr3, section 2.6
constexpr std::uint32_t folder_type = 2;     // NF3DIR

Error malformed() { return {ErrorCode::invalid, "NFS 3: malformed", {}, {}}; }

std::string_view name_of(XdrReader& in) {
  const auto bytes = in.opaque(longest_name);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// post_op_attr, section 2.6: the type, where it is told.
std::uint32_t type_of(XdrReader& in) {
  if (!in.boolean()) return 0;
  base::Reader attributes(in.fixed(attributes_size));
  return attributes.be32();
}

bool names_a_file(std::uint32_t procedure) {
  return procedure == nfs3::lookup || (procedure >= nfs3::create && procedure <= nfs3::rename);
}

bool makes_a_file(std::uint32_t procedure) { return procedure >= nfs3::create && procedure <= nfs3::mknod; }

}  // namespace

Result<Nfs3Call> parse_nfs3_call(std::uint32_t procedure, ByteView arguments) {
  XdrReader in(arguments);
  Nfs3Call call;
  if (procedure == 0) return call;
  call.handle = in.opaque(longest_handle);
  if (names_a_file(procedure)) call.name = name_of(in);
  if (procedure == nfs3::rename) {
    call.to_handle = in.opaque(longest_handle);
    call.to_name = name_of(in);
  } else if (procedure == nfs3::link) {
    call.handle = in.opaque(longest_handle);  // the folder of the new name
    call.name = name_of(in);
  } else if (procedure == nfs3::write) {
    call.offset = in.u64();
    call.written = in.u32();
  } else if (procedure == nfs3::read && in.left() >= 8) {
    call.offset = in.u64();
  }
  if (in.failed() || procedure > nfs3::last_procedure) return fail(malformed());
  return call;
}

Result<Nfs3Answer> parse_nfs3_answer(std::uint32_t procedure, ByteView results) {
  XdrReader in(results);
  Nfs3Answer answer;
  if (procedure == 0) return answer;
  answer.status = in.u32();
  if (answer.status == 0 && procedure == nfs3::read) {
    (void)type_of(in);
    answer.read = in.u32();
  } else if (answer.status == 0 && (procedure == nfs3::lookup || (makes_a_file(procedure) && in.boolean()))) {
    answer.handle = in.opaque(longest_handle);
    answer.folder = type_of(in) == folder_type;
  }
  if (in.failed()) return fail(malformed());
  return answer;
}

}  // namespace runseal::proto
