// Which file a handle of NFS means, as far as its name was seen, and what of each crossed the network readable.
// By what path it is reached tells of which export it is.
// Bounded: a handle over the cap takes the place of one that was not used lately, whose counts are recorded then.
#pragma once

#include <deque>
#include <unordered_map>

#include "capture/dissectors/exposed_files.h"
#include "capture/dissectors/nfs_listed.h"

namespace runseal::capture {

class NfsFiles {
 public:
  struct Ref {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;  // 0: of no file
  };

  explicit NfsFiles(const FlowContext& flow) : flow_(flow), named_(flow) {}

  Ref of(ByteView handle, const std::string& reason, Moment at);
  [[nodiscard]] NfsPath path(Ref file);              // empty where its name was not seen
  NfsPath below(Ref folder, std::string_view name);  // of what is in a folder
  static NfsPath below(const NfsPath& folder, std::string_view name);
  // What a handle is called, from an answer.
  void bind(ByteView handle, const NfsPath& path, bool folder, const std::string& reason, Moment at);
  // What a listing says that it is called.
  void listed(ByteView handle, const NfsPath& path, bool folder, const std::string& reason, Moment at);
  void read(Ref file, const FilePart& part, Moment at);
  void written(Ref file, const FilePart& part, Moment at);
  void read(const NfsPath& path, const std::string& reason, const FilePart& part, Moment at);
  void written(const NfsPath& path, const std::string& reason, const FilePart& part, Moment at);
  // What is seen of a call that is about a file or folder.
  void called(Ref file, const PlaceSeen& seen);
  void called(const NfsPath& path, const PlaceSeen& seen);
  // A name that a call gave.
  void named(const NfsPath& path, const std::string& reason, Moment at);
  Places finish();
  [[nodiscard]] std::size_t footprint() const;

 private:
  struct File {
    std::string handle;
    NfsPath path;
    std::uint32_t generation = 1;
    bool known = false;   // its name was seen
    bool folder = false;  // told by the server, or because something lies in it
    bool used = false;    // since the hand passed over it
    Exposure counts;
    PlaceSeen calls;  // since it has this name
  };

  File* find(Ref file);
  std::uint32_t free_slot();
  void record(File& file);

  const FlowContext& flow_;
  ExposedFiles named_;
  NfsListed listed_;
  Places places_;
  std::deque<File> files_;
  std::unordered_map<std::string_view, std::uint32_t> by_handle_;  // views into files_
  std::uint32_t hand_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace runseal::capture
