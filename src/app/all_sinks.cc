#include "app/all_sinks.h"

#include "transfer/sinks/s3.h"
#include "transfer/sinks/sftp.h"

namespace runseal::app {

std::vector<transfer::SinkKind> all_sinks() { return {transfer::sftp_kind(), transfer::s3_kind()}; }

}  // namespace runseal::app
