#include "capture/dissectors/nfs_calls.h"

#include "proto/nfs3_traffic.h"
#include "proto/nfs4.h"
#include "proto/nfs4_traffic.h"

namespace runseal::capture {
namespace {

// The current file of a COMPOUND: by its handle, or by a name below a folder.
struct Current {
  NfsFiles::Ref file;
  NfsPath path;
  bool by_name = false;
};

NfsPath below(NfsFiles& files, const Current& folder, std::string_view name) {
  return folder.by_name ? NfsFiles::below(folder.path, name) : files.below(folder.file, name);
}

// Reads one COMPOUND, keeping its current and its saved file.
class Compound {
 public:
  Compound(NfsQuestion& question, NfsFiles& files, Moment at) : question_(question), files_(files), at_(at) {}

  void step(const proto::Nfs4Step& step) {
    using namespace proto::nfs4;
    switch (step.operation) {
      case op_putrootfh: go_to({{}, {"", "/"}, true}); break;
      case op_putfh: go_to({files_.of(step.handle, *question_.reason, at_), {}, false}); break;
      case op_savefh: saved_ = current_; break;
      case op_restorefh: go_to(saved_); break;
      case op_putpubfh:  // where it lies is the server's choice
      case op_lookupp: go_to({}); break;
      case op_lookup: enter(step.name); break;
      case op_open:
      case op_create:
        if (step.name.empty()) break;  // the current file itself
        enter(step.name);
        files_.named(current_.path, *question_.reason, at_);
        break;
      case op_remove:
      case op_link: name(below(files_, current_, step.name)); break;
      case op_rename:
        name(below(files_, saved_, step.name));
        name(below(files_, current_, step.to_name));
        break;
      case op_getfh:
        if (current_.by_name && !question_.handle) {
          question_.made = current_.path;
          question_.handle = handles_;
        }
        ++handles_;
        break;
      case op_read:
      case op_read_plus: question_.reads.push_back({current_.file, current_.path, step.offset}); break;
      case op_write:
        question_.writes = true;
        if (current_.by_name)
          files_.written(current_.path, *question_.reason, {step.bytes, step.offset}, at_);
        else
          files_.written(current_.file, {step.bytes, step.offset}, at_);
        break;
      default: break;
    }
  }

  // It is about each file or folder that it goes away from, and that where it ends.
  void finish() {
    if (current_.by_name)
      files_.called(current_.path, question_.seen);
    else
      files_.called(current_.file, question_.seen);
  }

 private:
  void go_to(Current next) {
    if (begun_) finish();
    begun_ = true;
    current_ = std::move(next);
  }
  void enter(std::string_view name) { current_ = {{}, below(files_, current_, name), true}; }
  void name(const NfsPath& path) {
    files_.called(path, question_.seen);
    files_.named(path, *question_.reason, at_);
  }

  NfsQuestion& question_;
  NfsFiles& files_;
  Moment at_;
  Current current_;
  Current saved_;
  bool begun_ = false;
  unsigned handles_ = 0;  // asked for so far
};

}  // namespace

NfsCallSeen read_nfs3_call(ByteView arguments, NfsQuestion& question, NfsFiles& files, Moment at) {
  using namespace proto::nfs3;
  NfsCallSeen seen;
  const auto call = proto::parse_nfs3_call(question.procedure, arguments);
  if (!call) {
    files.called(NfsPath(), question.seen);
    seen.not_all_read = true;
    return seen;
  }
  const auto file = files.of(call->handle, *question.reason, at);
  const auto name = [&](const NfsPath& path) {
    files.called(path, question.seen);
    files.named(path, *question.reason, at);
  };
  if (!call->name.empty()) question.made = files.below(file, call->name);
  if (call->name.empty() || question.procedure == lookup)
    files.called(file, question.seen);
  else
    name(question.made);
  if (question.procedure == rename) name(files.below(files.of(call->to_handle, *question.reason, at), call->to_name));
  if (question.procedure == read || question.procedure == readdirplus) question.file = file;
  question.offset = call->offset;
  if (question.procedure == write) {
    question.writes = true;
    seen.written = call->written;
    files.written(file, {call->written, call->offset}, at);
  }
  return seen;
}

NfsCallSeen read_nfs4_call(ByteView arguments, NfsQuestion& question, NfsFiles& files, Moment at) {
  NfsCallSeen seen;
  auto steps = proto::Nfs4Steps::of_call(arguments);
  Compound compound(question, files, at);
  bool only_housekeeping = true;
  while (const auto step = steps.next()) {
    compound.step(*step);
    only_housekeeping = only_housekeeping && proto::nfs4::is_housekeeping(step->operation);
    if (step->operation == proto::nfs4::op_write) seen.written += step->bytes;
  }
  if (steps.stuck())
    files.called(NfsPath(), question.seen);  // where it ends is not seen
  else if (!only_housekeeping)
    compound.finish();
  seen.not_all_read = steps.stuck();
  seen.of_files = !only_housekeeping || steps.stuck();
  seen.minor = steps.minor();
  return seen;
}

NfsAnswerSeen read_nfs3_answer(ByteView results, const NfsQuestion& question, NfsFiles& files, Moment at) {
  using namespace proto::nfs3;
  const auto answer = proto::parse_nfs3_answer(question.procedure, results);
  if (!answer && question.procedure == read) files.read(question.file, {}, at);  // cut off before its length
  if (!answer || answer->status != 0) return {};
  if (!answer->handle.empty() && !question.made.path.empty())
    files.bind(answer->handle, question.made, answer->folder, *question.reason, at);
  if (answer->read > 0) files.read(question.file, {answer->read, question.offset}, at);
  return {answer->read, question.procedure == readdir || question.procedure == readdirplus};
}

NfsAnswerSeen read_nfs4_answer(ByteView results, const NfsQuestion& question, NfsFiles& files, Moment at) {
  using namespace proto::nfs4;
  auto steps = proto::Nfs4Steps::of_answer(results);
  NfsAnswerSeen seen;
  unsigned handles = 0;
  auto asked = question.reads.begin();
  const auto came = [&](std::uint64_t bytes, bool there) {
    if (asked == question.reads.end()) return;
    const FilePart part{bytes, there ? asked->offset : std::nullopt};
    if (asked->path.path.empty())
      files.read(asked->file, part, at);
    else
      files.read(asked->path, *question.reason, part, at);
    seen.read += bytes;
    ++asked;
  };
  while (const auto step = steps.next()) {
    if (step->operation == op_getfh && question.handle == handles++ && !step->handle.empty())
      files.bind(step->handle, question.made, false, *question.reason, at);
    seen.listing = seen.listing || (step->operation == op_readdir && step->status == ok);
    if (step->status == ok && (step->operation == op_read || step->operation == op_read_plus))
      came(step->bytes, !step->holes && !step->cut);
    seen.not_all_read = seen.not_all_read || step->cut;
  }
  seen.not_all_read = seen.not_all_read || (steps.more() && asked != question.reads.end());
  while (steps.more() && asked != question.reads.end()) came(0, false);  // how much it was is not seen
  return seen;
}

}  // namespace runseal::capture
