// COMPOUNDs of NFS version 4 as others exchange them (RFC 7530 section 16, RFC 8881 section 18, RFC 7862 section 15,
// RFC 8276): one operation after another, and what each says about files. They may be cut behind their front.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "proto/xdr.h"

namespace runseal::proto {

namespace nfs4 {
constexpr std::uint32_t op_close = 4, op_commit = 5, op_create = 6, op_getfh = 10, op_link = 11, op_lookupp = 16,
                        op_open = 18, op_putfh = 22, op_putpubfh = 23, op_read = 25, op_readdir = 26, op_remove = 28,
                        op_rename = 29, op_restorefh = 31, op_savefh = 32, op_setclientid = 35, op_write = 38,
                        op_read_plus = 68;
// It speaks of the client, its session or its leases, and of no file.
[[nodiscard]] bool is_housekeeping(std::uint32_t operation);
}  // namespace nfs4

struct Nfs4Step {
  std::uint32_t operation = 0;
  std::uint32_t status = 0;             // in an answer
  ByteView handle;                      // PUTFH; the answer to GETFH
  std::string_view name;                // LOOKUP, OPEN, CREATE, REMOVE, LINK; the old name of RENAME
  std::string_view to_name;             // RENAME
  std::uint64_t bytes = 0;              // of WRITE, and of the answer to READ
  std::optional<std::uint64_t> offset;  // of the calls READ, READ_PLUS and WRITE
  bool holes = false;                   // in the answer to READ_PLUS
  bool cut = false;                     // there, further pieces were not seen
};

// Of a call or of an answer; views into the bytes given.
class Nfs4Steps {
 public:
  static Nfs4Steps of_call(ByteView arguments) { return Nfs4Steps(arguments, true); }
  static Nfs4Steps of_answer(ByteView results) { return Nfs4Steps(results, false); }

  [[nodiscard]] std::uint32_t minor() const { return minor_; }    // of a call
  [[nodiscard]] std::uint32_t status() const { return status_; }  // of an answer
  // Nothing behind the last one, and where the next cannot be read: cut off, malformed, or not known here.
  std::optional<Nfs4Step> next();
  // There are more, which could not be read, and may be about other files.
  [[nodiscard]] bool stuck() const { return stuck_; }
  // There are more, of whatever kind.
  [[nodiscard]] bool more() const { return stuck_ || left_ > 0; }

 private:
  Nfs4Steps(ByteView bytes, bool call);

  XdrReader in_;
  bool call_;
  bool stuck_ = false;
  bool over_ = false;
  std::uint32_t minor_ = 0;
  std::uint32_t status_ = 0;
  std::uint32_t left_ = 0;
};

// The arguments of CB_COMPOUND, by which a server asks its client to give back what it holds: they carry handles, and
// neither names nor content. False also where they could not all be read.
[[nodiscard]] bool is_nfs4_callback_of_handles(ByteView arguments);

// One step further, in nfs4_arguments.cc and nfs4_results.cc. False: what follows it cannot be found.
bool read_nfs4_arguments(XdrReader& in, Nfs4Step& step);
bool read_nfs4_results(XdrReader& in, Nfs4Step& step);
// fattr4: a bitmap and values (RFC 7530 section 2.2.7)
void skip_nfs4_bitmap(XdrReader& in);
void skip_nfs4_attributes(XdrReader& in);
// The bytes of a file. False: they are not all there.
bool pass_nfs4_data(XdrReader& in, std::uint32_t size);

}  // namespace runseal::proto
