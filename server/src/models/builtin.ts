/** The models that ship with the product. A new library is a new data file and a line here. */

import type { ModelFile } from "./schema.ts";
import { makeModelSet, type ModelSet } from "./modelSet.ts";
import absl from "./data/absl.json" with { type: "json" };
import asio from "./data/asio.json" with { type: "json" };
import boost from "./data/boost.json" with { type: "json" };
import brpc from "./data/brpc.json" with { type: "json" };
import fbthrift from "./data/fbthrift.json" with { type: "json" };
import folly from "./data/folly.json" with { type: "json" };
import glib from "./data/glib.json" with { type: "json" };
import glog from "./data/glog.json" with { type: "json" };
import grpc from "./data/grpc.json" with { type: "json" };
import libevent from "./data/libevent.json" with { type: "json" };
import libuv from "./data/libuv.json" with { type: "json" };
import poco from "./data/poco.json" with { type: "json" };
import posix from "./data/posix.json" with { type: "json" };
import qt from "./data/qt.json" with { type: "json" };
import rclcpp from "./data/rclcpp.json" with { type: "json" };
import rocksdb from "./data/rocksdb.json" with { type: "json" };
import seastar from "./data/seastar.json" with { type: "json" };
import spdlog from "./data/spdlog.json" with { type: "json" };
import std from "./data/std.json" with { type: "json" };
import tbb from "./data/tbb.json" with { type: "json" };
import thrift from "./data/thrift.json" with { type: "json" };
import wangle from "./data/wangle.json" with { type: "json" };

/** JSON imports are typed by their text; that each has the shape `ModelFile` is what test/models checks. */
export const builtinModelFiles = [
  std,
  posix,
  folly,
  fbthrift,
  thrift,
  wangle,
  grpc,
  brpc,
  boost,
  asio,
  absl,
  poco,
  libuv,
  libevent,
  glib,
  qt,
  seastar,
  tbb,
  rclcpp,
  rocksdb,
  glog,
  spdlog,
] as unknown as readonly ModelFile[];

export const builtinModels: ModelSet = makeModelSet(builtinModelFiles);
