// What calls of NFS and the answers to them say about files. How well each call was protected is told by its caller.
#pragma once

#include "capture/dissectors/nfs_files.h"
#include "proto/rpc_message.h"

namespace runseal::capture {

struct NfsRead {
  NfsFiles::Ref file;
  NfsPath path;  // or this one, where the same call found it by its name
  std::optional<std::uint64_t> offset;
};

// What was asked and is not answered yet.
struct NfsQuestion {
  std::uint32_t xid = 0;
  bool open = false;  // asked, and not answered
  bool writes = false;
  bool asks_for_tls = false;
  bool readable = false;  // arguments and results are not encrypted
  bool checked = false;   // they stand inside of what rpc_gss_svc_integrity signs
  std::uint32_t program = 0;
  std::uint32_t version = 0;
  std::uint32_t procedure = 0;
  NfsFiles::Ref file;                   // that is read, or the folder that is listed with handles
  std::optional<std::uint64_t> offset;  // from where it is read
  std::vector<NfsRead> reads;           // of one COMPOUND, for NFS 4
  NfsPath made;                         // whose handle the answer gives
  std::optional<unsigned> handle;       // in which of its GETFHs, for NFS 4
  const std::string* reason = nullptr;
  PlaceSeen seen;  // what is counted where its files lie

  [[nodiscard]] std::size_t held() const {
    auto all = made.path.size() + made.place.size() + reads.size() * sizeof(NfsRead);
    for (const auto& read : reads) all += read.path.path.size();
    return all;
  }
};

struct NfsCallSeen {
  bool of_files = true;  // not only of the client and its leases
  std::uint64_t written = 0;
  std::optional<std::uint32_t> minor;  // of NFS 4
  bool not_all_read = false;
};

NfsCallSeen read_nfs3_call(ByteView arguments, NfsQuestion& question, NfsFiles& files, Moment at);
NfsCallSeen read_nfs4_call(ByteView arguments, NfsQuestion& question, NfsFiles& files, Moment at);

struct NfsAnswerSeen {
  std::uint64_t read = 0;  // bytes of files
  bool listing = false;    // what is in a folder
  bool not_all_read = false;
};

NfsAnswerSeen read_nfs3_answer(ByteView results, const NfsQuestion& question, NfsFiles& files, Moment at);
NfsAnswerSeen read_nfs4_answer(ByteView results, const NfsQuestion& question, NfsFiles& files, Moment at);

}  // namespace runseal::capture
